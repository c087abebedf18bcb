import type { Check } from '../../model/check.ts';
import { viewOfInner } from '../../model/inner-name.ts';
import type { Operation } from '../../model/operation.ts';
import { quoteName, quoteQualified, quoteString } from '../../model/tokens.ts';

/** A question over more rows than this looks at a part of them. */
const SAMPLED_ROWS = 50_000_000;

/** Seconds after which a question gives up. */
export const LIMIT_SECONDS = 60;

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
  const sql = parts.sql.endsWith(BOUNDED) ? parts.sql : `${parts.sql} ${BOUNDED}`;
  return { because: operation.because, settles: [], sampled: null, shows: null, ...parts, sql };
}

/** The table of an operation in a condition over a system table. */
export function ofTable({ target }: Operation): string {
  const database = `database = ${quoteString(target.database)}`;
  const view = viewOfInner(target.name);
  if (view === null) return `${database} AND table = ${quoteString(target.name)}`;
  // The name of an inner table holds an identity that each server makes up; in a database without identities, the view's name.
  const names = "[concat('.inner_id.', toString(uuid)), concat('.inner.', name)]";
  return `${database} AND table IN (SELECT arrayJoin(${names}) FROM system.tables WHERE ${database} AND name = ${quoteString(view)})`;
}

/** The name by which its rows are read: who reads a view with an inner table reads that. */
export function readName({ target }: Operation): string {
  return viewOfInner(target.name) ?? target.name;
}

/** Where the rows stand that a question is about. */
export interface RowSource {
  /** The quoted name of the table. */
  readonly table: string;
  /** How many it holds; null where not known. */
  readonly rows: number | null;
  /** What is read of them, given the table or a piece of it as it stands behind FROM. */
  readonly through: (table: string) => string;
}

interface RowQuestion extends Pick<Check, 'asks' | 'means' | 'settles'> {
  /** The rows that are in the way. */
  readonly where: string;
  /** The column whose values are shown; null for none. */
  readonly shows: string | null;
}

interface SourceQuestion extends Pick<Check, 'asks' | 'means' | 'settles' | 'shows'> {
  /** Two results, `hits` and `samples`: what stands between SELECT and FROM. */
  readonly results: string;
  /** The rows that count; null for all. */
  readonly where: string | null;
}

/** Asks about rows wherever they are; of very many it looks at the first ones. */
export function sourceCheck(
  operation: Operation,
  { table, rows, through }: RowSource,
  { asks, means, settles, shows, results, where }: SourceQuestion,
): Check {
  const isSampled = rows !== null && rows > SAMPLED_ROWS;
  const from = through(isSampled ? `(SELECT * FROM ${table} LIMIT ${SAMPLED_ROWS})` : table);
  return checkOf(operation, {
    asks,
    sql: `SELECT ${results} FROM ${from}${where === null ? '' : ` WHERE ${where}`} ${BOUNDED}`,
    means,
    // A part of the rows proves nothing about the others.
    settles: isSampled ? [] : settles,
    sampled: isSampled ? SAMPLED_ROWS : null,
    shows,
  });
}

/** Counts the rows that are in the way and shows values of a column. */
export function rowsIn(operation: Operation, source: RowSource, question: RowQuestion): Check {
  const { shows, ...rest } = question;
  const samples =
    shows === null
      ? 'emptyArrayString()'
      : `groupUniqArray(3)(substring(toString(${quoteName(shows)}), 1, ${SHOWN_CHARACTERS + 1}))`;
  return sourceCheck(operation, source, {
    ...rest,
    shows,
    results: `count() AS hits, ${samples} AS samples`,
  });
}

/** The table of an operation as it is. */
export function ownRows(operation: Operation, { rows }: CheckedTable): RowSource {
  const table = quoteQualified(operation.target.database, readName(operation));
  return { table, rows, through: (from) => from };
}

/** Counts the rows of its own table that are in the way of an operation. */
export function rowCheck(operation: Operation, table: CheckedTable, question: RowQuestion): Check {
  return rowsIn(operation, ownRows(operation, table), question);
}

/** A value as it is shown: a long one is cut. */
export function shownValue(value: string): string {
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
}
