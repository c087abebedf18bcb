import { quoteString } from '../../model/tokens.ts';
import type { ClickHouse } from './connection.ts';
import { secretMask } from './secret-masking.ts';
import { type ServerError, serverErrorOf } from './server-error.ts';

/** The server refuses a parameter of 128 KiB or more. */
const BATCH_BYTES = 96 * 1024;
/** Statements that are asked about at the same time, once it is known that they do not parse. */
const PARALLEL = 4;
const UNKNOWN_FUNCTION = 46;

/** All that is needed of a connection here. */
type Asked = Pick<ClickHouse, 'query'>;

/**
 * Has the server parse statements without running them, so that a misspelt or too new one is found before anything is changed.
 * Names are not looked up: a statement on a table that does not exist parses. Few requests, however many statements.
 * @returns for each statement the server's error, or null when it parses.
 */
export async function parseOnServer(
  clickhouse: Asked,
  statements: readonly string[],
): Promise<readonly (ServerError | null)[]> {
  const errors: (ServerError | null)[] = statements.map(() => null);
  const failing: number[] = [];
  for (const batch of batches(statements)) failing.push(...(await failingOf(clickhouse, statements, batch)));
  const next = failing[Symbol.iterator]();
  const ask = async (): Promise<void> => {
    for (const index of next) errors[index] = await parseErrorOf(clickhouse, statements[index] ?? '');
  };
  await Promise.all(Array.from({ length: PARALLEL }, ask));
  return errors;
}

/** Positions of the statements that do not parse. */
async function failingOf(
  clickhouse: Asked,
  statements: readonly string[],
  batch: readonly number[],
): Promise<readonly number[]> {
  const texts = batch.map((index) => statements[index] ?? '');
  // A text too long for a parameter is asked about alone.
  if (texts.some(isLong)) return batch;
  const [row] = await clickhouse.query<{ failing: readonly (number | boolean)[] }>(
    'SELECT arrayMap(text -> isNull(formatQuerySingleLineOrNull(text)), {statements:Array(String)}) AS failing',
    { statements: texts },
  );
  return batch.filter((_, position) => Boolean(row?.failing[position]));
}

async function parseErrorOf(clickhouse: Asked, statement: string): Promise<ServerError | null> {
  try {
    // Parameters keep the statement, and the secrets in it, out of the server's query log.
    if (isLong(statement))
      await clickhouse.query(`SELECT isNull(formatQuerySingleLine(${quoteString(statement)})) AS parsed`);
    else
      await clickhouse.query('SELECT isNull(formatQuerySingleLine({statement:String})) AS parsed', {
        statement,
      });
    return null;
  } catch (error) {
    const serverError = serverErrorOf(error);
    if (serverError === null || serverError.code === UNKNOWN_FUNCTION) throw error;
    // Longer than the server parses by default. It will be sent with a higher limit, but a user who may only read cannot ask so.
    if (serverError.message.includes('Max query size exceeded')) return null;
    const message = serverError.message
      .replace(/:? (?:In scope|while (?:processing|executing)) [\s\S]*$/i, '')
      .trim();
    return { ...serverError, message: secretMask(statement, []).hide(message) };
  }
}

function isLong(statement: string): boolean {
  return Buffer.byteLength(statement) > BATCH_BYTES;
}

function* batches(statements: readonly string[]): Generator<readonly number[]> {
  let batch: number[] = [];
  let bytes = 0;
  for (const [index, statement] of statements.entries()) {
    const size = Buffer.byteLength(statement);
    if (batch.length > 0 && bytes + size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(index);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
