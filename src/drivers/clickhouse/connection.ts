import { randomUUID } from 'node:crypto';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { AppError } from '../../errors.ts';
import type { ServerTarget } from '../../model/target.ts';
import { connectionError, hostOf, type RequestContext } from './connection-error.ts';
import { type ExecuteOptions, executeStatement } from './execution.ts';
import { resolveInnerTable } from './inner-table.ts';
import { type RowsReading, readFailure, readRows } from './response-text.ts';
import { sendWatched } from './silence.ts';
import { statementSettings } from './statement-settings.ts';
import type { Client } from './transport.ts';

/** An open connection to a ClickHouse server over HTTP. */
export interface ClickHouse {
  readonly target: ServerTarget;
  /** What `version()` answers, such as `25.8.2.29`. */
  readonly version: string;
  /**
   * Reads rows. No settings are sent, so that it works for users who may only read.
   * @param sql one SELECT, SHOW, DESCRIBE or EXPLAIN, without FORMAT and semicolon. Read again once when the connection breaks.
   * @param parameters values for `{name:Type}`; texts, numbers, booleans and arrays of these. They are sent in the body, and so show up in no log.
   * @returns objects as JSON has them. By the server's version 64-bit integers are numbers or texts: read them with toString().
   * @throws AppError TARGET_UNREACHABLE, TARGET_DENIED, DATABASE_MISSING, QUERY_FAILED
   */
  query<Row>(sql: string, parameters?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
  /**
   * Runs one statement and waits for its end, however long that takes.
   * @throws AppError as `query` does. When {@link serverErrorOf} finds no server error in it, nobody knows whether the statement was done.
   */
  execute(statement: string, options?: Partial<ExecuteOptions>): Promise<void>;
  close(): Promise<void>;
}

/**
 * The oldest server that is spoken to. 24.3 is the first version with long support that takes several ALTER commands in
 * parentheses (24.2), and whose formatQuerySingleLineOrNull checks a statement without running it.
 */
export const OLDEST_VERSION = '24.3';

const CONNECT_LIMIT_MS = 10_000;

/**
 * Connects to a server and reads its version.
 * @throws AppError TARGET_UNREACHABLE, TARGET_DENIED, DATABASE_MISSING, TARGET_TOO_OLD
 */
export async function connectClickHouse(target: ServerTarget): Promise<ClickHouse> {
  const client = openClient(target);
  try {
    const version = await readVersion(client, target);
    const settings = statementSettings();
    return {
      target,
      version,
      query: async <Row>(sql: string, parameters: Readonly<Record<string, unknown>> = {}) =>
        // The caller names the shape of what it selects; what matters is checked where it is read.
        (await queryRows(client, target, sql, parameters)) as readonly Row[],
      execute: async (statement, options = {}) => {
        const named = await resolveInnerTable(statement, (sql, parameters) =>
          queryRows(client, target, sql, parameters),
        );
        return executeStatement(client, target, settings, named, options);
      },
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

function openClient(target: ServerTarget): Client {
  return createClient({
    url: target.url,
    username: target.username,
    password: target.password,
    database: target.database,
    application: 'moose-migrate',
    // An ALTER may be silent for hours: the longest time a timer can hold. A dead peer is found by TCP keep-alive.
    request_timeout: 2 ** 31 - 1,
    // Every 20 s of a long statement is one more response header; Node's own limit is 16 KiB.
    max_response_headers_size: 4 * 1024 * 1024,
    keep_alive: { enabled: true, eagerly_destroy_stale_sockets: true },
    log: { level: ClickHouseLogLevel.OFF },
  });
}

async function readVersion(client: Client, target: ServerTarget): Promise<string> {
  const context: RequestContext = { target, statement: null, queryId: null };
  const reading = await withinLimit(requestRows(client, target, 'SELECT version() AS version', {}));
  if (reading.is !== 'rows') throw connectionError(reading, context);
  const row = reading.rows[0];
  const version =
    typeof row === 'object' && row !== null && 'version' in row && typeof row.version === 'string'
      ? row.version
      : '';
  if (!/^\d+\.\d+/.test(version)) throw connectionError(readFailure('no version in the answer'), context);
  if (compareVersions(version, OLDEST_VERSION) < 0) {
    throw new AppError(
      'TARGET_TOO_OLD',
      `ClickHouse at ${hostOf(target)} is version ${version}; the oldest that works is ${OLDEST_VERSION}.`,
      {
        hint: 'Upgrade the server.',
      },
    );
  }
  return version;
}

/** Compares two ClickHouse versions by their first two numbers: negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

async function withinLimit(reading: Promise<RowsReading>): Promise<RowsReading> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<RowsReading>((resolve) => {
    timer = setTimeout(
      () => resolve({ is: 'broken', why: `no answer within ${CONNECT_LIMIT_MS / 1000} s`, cause: null }),
      CONNECT_LIMIT_MS,
    );
  });
  try {
    return await Promise.race([reading, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function queryRows(
  client: Client,
  target: ServerTarget,
  sql: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<readonly unknown[]> {
  let reading = await requestRows(client, target, sql, parameters);
  // A kept-alive connection may have been closed by the other side just when it was used again; a read can be repeated.
  if (reading.is === 'broken') reading = await requestRows(client, target, sql, parameters);
  if (reading.is === 'rows') return reading.rows;
  throw connectionError(reading, { target, statement: sql, queryId: null });
}

async function requestRows(
  client: Client,
  target: ServerTarget,
  sql: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<RowsReading> {
  const response = await sendWatched(client, {
    statement: takesFormat(sql) ? `${sql}\nFORMAT JSONEachRow` : sql,
    parameters,
    settings: {},
    // A read whose answer is swallowed is asked for again.
    queryId: randomUUID(),
    signal: null,
    // Asking by header alone needs no setting, which a user who may only read could not send.
    headers: {
      ...(isLoopback(target) ? {} : { 'Accept-Encoding': 'gzip' }),
      ...(takesFormat(sql) ? {} : { 'X-ClickHouse-Format': 'JSONEachRow' }),
    },
  });
  return response.is === 'text' ? readRows(response.text) : response;
}

/** CHECK GRANT answers a row, but its grammar knows no FORMAT (26.7). */
function takesFormat(sql: string): boolean {
  return !/^CHECK\s+GRANT\b/i.test(sql);
}

function isLoopback(target: ServerTarget): boolean {
  const { hostname } = new URL(target.url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

export type { ExecuteOptions };
