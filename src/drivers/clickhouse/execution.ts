import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import type { ServerTarget } from '../../model/target.ts';
import type { Client } from './connection.ts';
import { connectionError } from './connection-error.ts';
import { exceptionIn, type Failure, readFailure } from './response-text.ts';
import type { OptionalSettings } from './statement-settings.ts';

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
      const failure = await requestExecution(client, {
        statement,
        queryId,
        settings,
        signal: options.signal,
      });
      if (failure === null) return;
      if (failure.is === 'refused' && optional.dropRefused(failure.serverError)) continue;
      if (options.signal?.aborted === true) throw stoppedWaiting(target, queryId);
      throw connectionError(failure, { target, statement, queryId });
    }
  } finally {
    watch?.stop();
  }
}

interface Execution {
  readonly statement: string;
  readonly queryId: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly signal: AbortSignal | undefined;
}

/** Null when the statement was done. */
async function requestExecution(client: Client, execution: Execution): Promise<Failure | null> {
  try {
    const response = await client.exec({
      query: execution.statement,
      query_id: execution.queryId,
      clickhouse_settings: { ...execution.settings },
      // We read the body ourselves: the client takes a response that was cut off for an end.
      ignore_error_response: true,
      ...(execution.signal === undefined ? {} : { abort_signal: execution.signal }),
    });
    const text = await readToEnd(response.stream, execution.signal);
    const isFailed =
      response.response_headers['x-clickhouse-exception-code'] !== undefined ||
      (response.http_status_code ?? 200) >= 300;
    return isFailed ? readFailure(text) : exceptionIn(text);
  } catch (cause) {
    return { is: 'broken', why: cause instanceof Error ? cause.message : String(cause), cause };
  }
}

async function readToEnd(stream: Readable, signal: AbortSignal | undefined): Promise<string> {
  const stop = (): void => void stream.destroy(new Error('stopped'));
  signal?.addEventListener('abort', stop);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    signal?.removeEventListener('abort', stop);
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
  'SELECT elapsed AS elapsedSeconds, toFloat64(read_rows) AS readRows, toFloat64(written_rows) AS writtenRows FROM system.processes WHERE query_id = {queryId:String}';

// Node hands over the headers of a response only when all of them are there, so progress is asked for on a second connection.
function watchProgress(
  client: Client,
  queryId: string,
  onProgress: (progress: Progress) => void,
): { stop(): void } {
  let isStopped = false;
  const timer = setInterval(async () => {
    try {
      const result = await client.query({
        query: PROGRESS_QUERY,
        format: 'JSONEachRow',
        query_params: { queryId },
      });
      const [row] = await result.json<Progress>();
      if (row !== undefined && !isStopped) onProgress(row);
    } catch {
      // Progress is a courtesy: a user who may not read system.processes gets none.
    }
  }, WATCH_INTERVAL_MS);
  return {
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
