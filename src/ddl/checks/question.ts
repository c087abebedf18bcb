import type { Check } from '../../model/check.ts';
import type { Operation } from '../../model/operation.ts';
import { quoteName, quoteQualified, quoteString } from '../../model/tokens.ts';

/** A question over more rows than this looks at a part of them. */
const SAMPLED_ROWS = 50_000_000;

/** Seconds after which a question gives up. */
const LIMIT_SECONDS = 60;

/** The end of every question: a server that is slow to answer is not kept busy. */
export const BOUNDED = `SETTINGS max_execution_time = ${LIMIT_SECONDS}`;

/** Longest piece of a value that is shown. */
const SHOWN_CHARACTERS = 80;

/** What is known of the table that a check asks about. */
export interface CheckedTable {
  /** Null where not known. */
  readonly rows: number | null;
  /** The table's sorting key as it is now; null for none. */
  readonly orderBy: string | null;
  /** Its engine, with Replicated and Shared taken off. */
  readonly engine: string;
}

/** The parts of a check that differ from one to the next. */
type CheckParts = Pick<Check, 'asks' | 'sql' | 'means'> & Partial<Check>;

/** A check of an operation; what is not said is the plain answer: settles nothing, looks at everything, shows no values. */
export function checkOf(operation: Operation, parts: CheckParts): Check {
  return { because: operation.because, settles: [], sampled: null, shows: null, ...parts };
}

/** The table of an operation in a condition over a system table. */
export function ofTable({ target }: Operation): string {
  return `database = ${quoteString(target.database)} AND table = ${quoteString(target.name)}`;
}

interface RowQuestion extends Pick<Check, 'asks' | 'means' | 'settles'> {
  /** The rows that are in the way. */
  readonly where: string;
  /** The column whose values are shown; null for none. */
  readonly shows: string | null;
}

/** Counts the rows that are in the way of an operation; of a table with very many it looks at the first ones. */
export function rowCheck(operation: Operation, { rows }: CheckedTable, question: RowQuestion): Check {
  const { asks, where, shows, means, settles } = question;
  const isSampled = rows !== null && rows > SAMPLED_ROWS;
  const table = quoteQualified(operation.target.database, operation.target.name);
  const source = isSampled ? `(SELECT * FROM ${table} LIMIT ${SAMPLED_ROWS})` : table;
  const samples =
    shows === null
      ? 'emptyArrayString()'
      : `groupUniqArray(3)(substring(toString(${quoteName(shows)}), 1, ${SHOWN_CHARACTERS + 1}))`;
  return checkOf(operation, {
    asks,
    sql: `SELECT count() AS hits, ${samples} AS samples FROM ${source} WHERE ${where} ${BOUNDED}`,
    means,
    // A part of the rows proves nothing about the others.
    settles: isSampled ? [] : settles,
    sampled: isSampled ? SAMPLED_ROWS : null,
    shows,
  });
}

/** A value as it is shown: a long one is cut. */
export function shownValue(value: string): string {
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
}
