import type { Column, Table } from '../../model/table.ts';
import { namesIn, quoteName, quoteQualified, quoteString } from '../../model/tokens.ts';
import type { CopyText } from './copy-text.ts';
import type { RowSource } from './question.ts';

/** A copy of one table into another, with what is known of both. */
export interface Copied {
  readonly copy: CopyText;
  readonly from: Table;
  readonly into: Table;
  /** How many rows the first one holds; null where not known. */
  readonly rows: number | null;
}

/** The value that a column has where a copy gives none. */
function omitted({ default: value, type }: Column): string {
  return value?.expression == null
    ? `defaultValueOfTypeName(${quoteString(type)})`
    : `CAST(${value.expression}, ${quoteString(type)})`;
}

/** The rows of the old table as they stand there. */
export function oldRows({ copy: { from, where }, rows }: Copied): RowSource {
  return {
    table: quoteQualified(from.database, from.name),
    rows,
    through: (table) => (where === null ? table : `(SELECT * FROM ${table} WHERE ${where})`),
  };
}

/**
 * The rows as they would stand in the new table, with the columns that some texts name. Old names are put away first: an alias
 * that is the name of another column would stand for that one.
 */
export function newRows({ copy, from, into, rows }: Copied, texts: readonly string[]): RowSource {
  const given = new Map(copy.columns.map(({ name, value }) => [name, value]));
  const wanted = namesUsed(into.columns, texts);
  const taken = copy.columns.filter(({ name }) => wanted.has(name));
  const left = into.columns.filter(({ name }) => wanted.has(name) && !given.has(name));
  const filter = copy.where === null ? '' : ` WHERE ${copy.where}`;
  const values = taken.map(({ value }, at) => `${value} AS ${putAway(at)}`).join(', ') || '1';
  const names = taken.map(({ name }, at) => `${putAway(at)} AS ${quoteName(name)}`).join(', ') || '1';
  const defaults = left.map((column) => `, ${omitted(column)} AS ${quoteName(column.name)}`).join('');
  return {
    table: quoteQualified(from.database, from.name),
    rows,
    through: (table) => {
      const copied = `(SELECT ${names} FROM (SELECT ${values} FROM ${table}${filter}))`;
      return left.length === 0 ? copied : `(SELECT *${defaults} FROM ${copied})`;
    },
  };
}

const putAway = (at: number): string => quoteName(`value_${at + 1}`);

/** The columns that some texts name, and those that their defaults name. */
function namesUsed(columns: readonly Column[], texts: readonly string[]): ReadonlySet<string> {
  const named = namesIn(texts.join(' , '));
  const used = columns.filter(({ name }) => named.has(name));
  const defaults = used.flatMap(({ default: value }) => value?.expression ?? []);
  const all = namesIn([...texts, ...defaults].join(' , '));
  return new Set(columns.map(({ name }) => name).filter((name) => all.has(name)));
}
