import { readRows } from './response-text.ts';
import { type Client, type Request, type Response, sendRequest } from './transport.ts';

/** How long nothing may be heard of a statement before the server is asked for it; each later time after as long again. */
const LOOK_MS = 20_000;
/** How often in a row the server must not know it: the answer may just be on its way. */
const UNKNOWN_TIMES = 2;

// Behind a balancer the question may reach another server than the statement did, and no answer of that one counts.
const LOOK = `
SELECT toFloat64((SELECT count() FROM system.processes WHERE query_id = {id:String})) AS known,
  toFloat64((SELECT engine FROM system.databases WHERE name = currentDatabase()) IN ('Atomic', 'Ordinary')
    AND (SELECT count() FROM system.clusters WHERE NOT is_local AND NOT startsWith(host_address, '127.') AND host_address != '::1') = 0) AS isAlone`;

interface Look {
  readonly known: number;
  readonly isAlone: number;
}

function isLook(row: unknown): row is Look {
  return typeof row === 'object' && row !== null && 'known' in row && 'isAlone' in row;
}

/** Whether a server that stands alone has forgotten a statement; false also where it does not say. */
async function isForgotten(client: Client, queryId: string): Promise<boolean> {
  const response = await sendRequest(client, {
    statement: `${LOOK}\nFORMAT JSONEachRow`,
    parameters: { id: queryId },
    settings: {},
    queryId: null,
    signal: AbortSignal.timeout(LOOK_MS),
    headers: {},
    heard: null,
  });
  const reading = response.is === 'text' ? readRows(response.text) : response;
  const row = reading.is === 'rows' ? reading.rows[0] : undefined;
  return isLook(row) && row.known === 0 && row.isAlone === 1;
}

/** Calls `lost` once the server does not know a statement any more and nothing has been heard of it. */
function watchSilence(
  client: Client,
  queryId: string,
  lost: () => void,
): { readonly heard: () => void; readonly stop: () => void } {
  let unknown = 0;
  let isAsking = false;
  const look = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    const before = unknown;
    const isGone = await isForgotten(client, queryId);
    isAsking = false;
    // Something may have been heard meanwhile.
    unknown = isGone && unknown === before ? unknown + 1 : 0;
    if (unknown >= UNKNOWN_TIMES) lost();
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return {
    heard: () => {
      unknown = -1;
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * Sends a request and waits for its answer however long the server is at it. An answer that something on the way has swallowed
 * would be waited for without end: the server is asked on another connection, and where it has forgotten the statement, the
 * connection counts as broken.
 */
export async function sendWatched(
  client: Client,
  request: Omit<Request, 'heard'> & { readonly queryId: string },
): Promise<Response> {
  const stopping = new AbortController();
  const { heard, stop } = watchSilence(client, request.queryId, () => stopping.abort());
  const signals = request.signal === null ? [] : [request.signal];
  try {
    const signal = AbortSignal.any([...signals, stopping.signal]);
    const response = await sendRequest(client, { ...request, signal, heard });
    if (response.is !== 'broken' || !stopping.signal.aborted) return response;
    return { is: 'broken', why: 'no answer came, and the server no longer knows the statement', cause: null };
  } finally {
    stop();
  }
}
