import { identifierOf, isSymbol, isWord, splitList, type Token, tokenize } from '../../model/tokens.ts';

interface Place {
  readonly database: string;
  readonly name: string;
}

/** A statement that fills one table from another: `INSERT INTO a (x, y) SELECT v, w FROM b`. */
export interface CopyText {
  readonly into: Place;
  readonly from: Place;
  /** Each column that is filled, with the SQL of its value. */
  readonly columns: readonly { readonly name: string; readonly value: string }[];
  /** The rows that are taken; null for all. */
  readonly where: string | null;
  /** Whether it may fill any number of partitions at once. */
  readonly takesAnyPartitions: boolean;
}

/** A setting without which the server takes 100 partitions in one block of an INSERT and fails at more (252). */
export const ANY_PARTITIONS = 'max_partitions_per_insert_block = 0';

/** A place in the tokens of one statement. */
interface Reading {
  readonly sql: string;
  readonly tokens: readonly Token[];
  at: number;
}

function take(reading: Reading, ...words: readonly string[]): boolean {
  const isHere = words.every((word, offset) => isWord(reading.tokens[reading.at + offset], word));
  if (isHere) reading.at += words.length;
  return isHere;
}

function takePlace(reading: Reading, defaultDatabase: string): Place | null {
  const { tokens, at } = reading;
  const first = identifierOf(tokens[at]);
  if (first === null) return null;
  const second = isSymbol(tokens[at + 1], '.') ? identifierOf(tokens[at + 2]) : null;
  reading.at += second === null ? 1 : 3;
  return second === null ? { database: defaultDatabase, name: first } : { database: first, name: second };
}

/** The text from here to the first of some words outside of brackets, or to the end. */
function takeUntil(reading: Reading, words: readonly string[]): string {
  const { sql, tokens, at } = reading;
  const end = tokens.findIndex(
    (token, index) => index >= at && token.depth === 0 && words.some((word) => isWord(token, word)),
  );
  reading.at = end === -1 ? tokens.length : end;
  return sql.slice(tokens[at]?.start ?? sql.length, tokens[end]?.start ?? sql.length).trim();
}

function takeNames(reading: Reading): readonly string[] {
  const { tokens, at } = reading;
  if (!isSymbol(tokens[at], '(')) return [];
  const close = tokens.findIndex((token, index) => index > at && token.depth === 0 && isSymbol(token, ')'));
  if (close === -1) return [];
  reading.at = close + 1;
  return tokens.slice(at + 1, close).flatMap((token) => identifierOf(token) ?? []);
}

/** The condition of a copy; null for none, undefined for one that is not understood. A guard asks for nothing of the rows. */
function conditionOf(where: string): string | null | undefined {
  const tokens = tokenize(where);
  if (!tokens.some((token) => isWord(token, 'THROWIF'))) return where === '' ? null : where;
  const isGuardAlone =
    isWord(tokens[0], 'THROWIF') && !tokens.some((token) => token.depth === 0 && isWord(token, 'AND'));
  return isGuardAlone ? null : undefined;
}

/**
 * Reads a statement that copies one table into another, column by column; null for every other one, such as a copy that joins
 * or groups.
 *
 * @param database the one meant where a name has none
 */
export function copyIn(sql: string, database: string): CopyText | null {
  const reading: Reading = { sql, tokens: tokenize(sql), at: 0 };
  if (!take(reading, 'INSERT', 'INTO')) return null;
  take(reading, 'TABLE');
  const into = takePlace(reading, database);
  const names = takeNames(reading);
  if (into === null || names.length === 0 || !take(reading, 'SELECT')) return null;
  const values = splitList(takeUntil(reading, ['FROM']));
  if (values.length !== names.length || !take(reading, 'FROM')) return null;
  const from = takePlace(reading, database);
  if (from === null) return null;
  const where = take(reading, 'WHERE')
    ? conditionOf(takeUntil(reading, ['SETTINGS', 'GROUP', 'ORDER', 'LIMIT', 'UNION', 'HAVING']))
    : null;
  const rest = reading.tokens.slice(reading.at);
  if (where === undefined || (rest.length > 0 && !isWord(rest[0], 'SETTINGS'))) return null;
  const columns = names.map((name, at) => ({ name, value: values[at] ?? '' }));
  const takesAnyPartitions = rest.length > 0 && sql.slice(rest[0]?.start).includes(ANY_PARTITIONS);
  return { into, from, columns, where, takesAnyPartitions };
}
