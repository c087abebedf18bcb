import { randomUUID } from 'node:crypto';
import { AppError } from '../../errors.ts';
import type { ServerTarget } from '../../model/target.ts';
import { connectionError } from './connection-error.ts';
import { exceptionIn, readRows } from './response-text.ts';
import { sendWatched } from './silence.ts';
import type { OptionalSettings } from './statement-settings.ts';
import { type Client, sendRequest } from './transport.ts';

/** How far a running statement is, as system.processes tells. */
export interface Progress {
  readonly elapsedSeconds: number;
  readonly readRows: number;
  readonly writtenRows: number;
}

export interface ExecuteOptions {
  /** Under which the statement is found in system.processes and system.query_log. @default a random UUID */
  readonly queryId: string;
  /** Sent besides the usual ones; when one is refused, the statement is. @default none */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Stops the waiting. The server goes on with the statement. @default never */
  readonly signal: AbortSignal;
  /** Called about once a second while the statement runs. @default not called */
  readonly onProgress: (progress: Progress) => void;
}

/** A statement longer than this is refused unless max_query_size says otherwise. */
const DEFAULT_QUERY_SIZE = 262_144;

/** Runs one statement to its end. */
export async function executeStatement(
  client: Client,
  target: ServerTarget,
  optional: OptionalSettings,
  statement: string,
  options: Partial<ExecuteOptions>,
): Promise<void> {
  const queryId = options.queryId ?? randomUUID();
  const watch = options.onProgress === undefined ? null : watchProgress(client, queryId, options.onProgress);
  try {
    for (;;) {
      const size = Buffer.byteLength(statement);
      const settings = {
        ...optional.current(),
        ...(size > DEFAULT_QUERY_SIZE ? { max_query_size: String(size + 1) } : {}),
        ...options.settings,
        wait_end_of_query: '1',
      };
      const response = await sendWatched(client, {
        statement,
        parameters: {},
        settings,
        queryId,
        signal: options.signal ?? null,
        headers: {},
      });
      const failure = response.is === 'text' ? exceptionIn(response.text) : response;
      if (failure === null) return;
      if (failure.is === 'refused' && optional.dropRefused(failure.serverError)) continue;
      if (options.signal?.aborted === true) throw stoppedWaiting(target, queryId);
      throw connectionError(failure, { target, statement, queryId });
    }
  } finally {
    watch?.stop();
  }
}

function stoppedWaiting(target: ServerTarget, queryId: string): AppError {
  return new AppError(
    'QUERY_FAILED',
    `Stopped waiting for a statement on ${target.url}. It may have been done, or may still be running there.`,
    {
      hint: `Look for query_id '${queryId}' in system.processes and system.query_log.`,
    },
  );
}

const WATCH_INTERVAL_MS = 1000;
const PROGRESS_QUERY =
  'SELECT elapsed AS elapsedSeconds, toFloat64(read_rows) AS readRows, toFloat64(written_rows) AS writtenRows FROM system.processes WHERE query_id = {queryId:String} FORMAT JSONEachRow';

// Node hands over the headers of a response only when all of them are there, so progress is asked for on a second connection.
function watchProgress(
  client: Client,
  queryId: string,
  onProgress: (progress: Progress) => void,
): { stop(): void } {
  let isStopped = false;
  const timer = setInterval(async () => {
    const request = {
      statement: PROGRESS_QUERY,
      parameters: { queryId },
      settings: {},
      queryId: null,
      signal: null,
      headers: {},
      heard: null,
    };
    const response = await sendRequest(client, request);
    const reading = response.is === 'text' ? readRows(response.text) : response;
    // Progress is a courtesy: a user who may not read system.processes gets none.
    const row = reading.is === 'rows' ? reading.rows[0] : undefined;
    if (isProgress(row) && !isStopped) onProgress(row);
  }, WATCH_INTERVAL_MS);
  return {
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

function isProgress(row: unknown): row is Progress {
  return (
    typeof row === 'object' &&
    row !== null &&
    'elapsedSeconds' in row &&
    'readRows' in row &&
    'writtenRows' in row
  );
}
