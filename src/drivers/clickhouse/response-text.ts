import { parseServerError, type ServerError } from './server-error.ts';

/** Why a request gave no result: the server said no, or there is no telling what it did. */
export type Failure =
  | { readonly is: 'refused'; readonly serverError: ServerError }
  | { readonly is: 'broken'; readonly why: string; readonly cause: unknown };

export type RowsReading = { readonly is: 'rows'; readonly rows: readonly unknown[] } | Failure;

/**
 * Reads a response in the format JSONEachRow. An HTTP status of 200 promises nothing: it is sent before the query has ended,
 * so the server's exception may stand behind the rows, and the connection may have ended in the middle of one.
 */
export function readRows(text: string): RowsReading {
  const rows: unknown[] = [];
  let at = 0;
  while (at < text.length) {
    // Rows hold no raw line breaks, so whatever does not begin like a row is the exception, with or without its markers.
    if (text[at] !== '{') return readFailure(text.slice(at));
    const end = text.indexOf('\n', at);
    const row = end === -1 ? undefined : parseRow(text.slice(at, end));
    if (row === undefined) return { is: 'broken', why: 'the response is cut off', cause: null };
    rows.push(row);
    at = end + 1;
  }
  return exceptionInRow(rows.at(-1)) ?? { is: 'rows', rows };
}

/** The exception in a response whose rows nobody wants; null when there is none. */
export function exceptionIn(text: string): Failure | null {
  const place = /^(?:__exception__|Code: \d+\. DB::\w*Exception: )/m.exec(text);
  return place === null ? null : readFailure(text.slice(place.index));
}

/** Reads a text that should be the server's exception. */
export function readFailure(text: string): Failure {
  const serverError = parseServerError(text);
  if (serverError !== null) return { is: 'refused', serverError };
  return {
    is: 'broken',
    why: `the answer is not ClickHouse's: ${text.trim().replace(/\s+/g, ' ').slice(0, 200)}`,
    cause: null,
  };
}

function parseRow(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

// Servers up to 25.10 may write the exception as a last row: http_write_exception_in_output_format.
function exceptionInRow(row: unknown): Failure | null {
  if (typeof row !== 'object' || row === null || !('exception' in row) || Object.keys(row).length !== 1)
    return null;
  const serverError = typeof row.exception === 'string' ? parseServerError(row.exception) : null;
  return serverError === null ? null : { is: 'refused', serverError };
}
