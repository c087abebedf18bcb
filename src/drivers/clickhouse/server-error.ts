import { AppError } from '../../errors.ts';

/** What a ClickHouse server says when it refuses something. */
export interface ServerError {
  /** Such as 62. The numbers are permanent: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
  readonly code: number;
  /** Such as `SYNTAX_ERROR`; empty where the server gave none. */
  readonly name: string;
  /** Without code, name and version. */
  readonly message: string;
}

const BEGINNING = /\bCode: (\d+)[.,] (?:e\.code\(\) = -?\d+, )?(?:[\w:]*Exception: )?/;
const NAME = /\s*\(([A-Z][A-Z0-9_]{2,})\)\s*(?:\(version [^)]*(?:\([^)]*\))?[^)]*\))?\s*$/;
const VERSION = /\s*\(version \d[^)]*(?:\([^)]*\))?[^)]*\)\s*$/;

/** Reads the text of a server's exception, as it stands in a response; null when the text is not one. */
export function parseServerError(text: string): ServerError | null {
  const beginning = BEGINNING.exec(text);
  if (beginning === null) return null;
  const rest = trailerRemoved(text.slice(beginning.index + beginning[0].length)).trimEnd();
  const name = NAME.exec(rest);
  const message = (name === null ? rest.replace(VERSION, '') : rest.slice(0, name.index)).trim();
  return { code: Number(beginning[1]), name: name?.[1] ?? '', message };
}

// An exception in the middle of a response is followed by its length, a tag and a marker (since 25.11).
function trailerRemoved(text: string): string {
  return text.replace(/\r?\n\d+ \w{16}\r?\n__exception__\r?\n?$/, '');
}

/** The server's own words behind an error of this driver; null when the server did not refuse, but could not be spoken with. */
export function serverErrorOf(error: unknown): ServerError | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (isServerError(at.cause)) return at.cause;
  }
  return null;
}

function isServerError(value: unknown): value is ServerError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'number' &&
    'name' in value &&
    typeof value.name === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

const UNKNOWN_TABLE = 60;

/** True when the server says that the table is not there. */
export function isUnknownTable(error: unknown): boolean {
  return serverErrorOf(error)?.code === UNKNOWN_TABLE;
}

const PASSING: ReadonlySet<number> = new Set([
  159, // TIMEOUT_EXCEEDED
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  216, // QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING
  225, // NO_ZOOKEEPER
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY: the replica looks for its keeper
  252, // TOO_MANY_PARTS
  254, // NO_ACTIVE_REPLICAS
  285, // TOO_FEW_LIVE_REPLICAS
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  319, // UNKNOWN_STATUS_OF_INSERT
  425, // SYSTEM_ERROR
  439, // CANNOT_SCHEDULE_TASK
  473, // DEADLOCK_AVOIDED
  517, // CANNOT_ASSIGN_ALTER: the replica's metadata is behind
  999, // KEEPER_EXCEPTION, such as an expired session
]);

/**
 * True when the same statement may succeed a moment later: the connection broke, the server has too much to do, a replica is
 * behind, the keeper's session is lost. Whether it was done is another question: look before it is sent again.
 */
export function isPassing(error: unknown): boolean {
  const server = serverErrorOf(error);
  if (server !== null) return PASSING.has(server.code);
  return error instanceof AppError && error.code === 'TARGET_UNREACHABLE';
}
