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
