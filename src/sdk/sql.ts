import { type Column, columnText } from './columns.ts';
import { deployedName, quoteIdentifier, quoteQualified } from './identifiers.ts';

/** A value that is bound to a query, not written into its text. `['Identifier', name]` is a name chosen at run time. */
export type SqlValue = string | number | bigint | boolean | Date | null | readonly unknown[];

/** A declared object that has a name on the server. */
export interface SqlObject {
  readonly kind: 'OlapTable' | 'View' | 'MaterializedView' | 'OlapDictionary';
  readonly name: string;
}

/** What may stand between `${` and `}` of a `sql` template. */
export type SqlInterpolation = SqlValue | Sql | Column | SqlObject;

/** SQL as plain text, or as a `sql` template. */
export type SqlText = string | Sql;

/**
 * A piece of SQL: texts, and between each two of them a value to bind. Tables, views, columns and nested pieces are
 * already part of the texts. Make one with the {@link sql} tag.
 */
export class Sql {
  readonly strings: readonly string[];
  readonly values: readonly SqlValue[];

  /** @throws TypeError when the number of texts is not one more than the number of values. */
  constructor(strings: readonly string[], values: readonly SqlInterpolation[]) {
    if (strings.length !== values.length + 1) {
      throw new TypeError(
        `a sql template of ${values.length} values needs ${values.length + 1} texts, not ${strings.length}`,
      );
    }
    const texts = [strings[0] ?? ''];
    const bound: SqlValue[] = [];
    values.forEach((value, index) => {
      addInterpolation(texts, bound, value);
      addText(texts, strings[index + 1] ?? '');
    });
    this.strings = texts;
    this.values = bound;
  }

  /** This piece with another behind it; nothing is put between them. */
  append(other: Sql): Sql {
    return new Sql(['', '', ''], [this, other]);
  }
}

function addText(texts: string[], text: string): void {
  texts[texts.length - 1] = (texts[texts.length - 1] ?? '') + text;
}

function addInterpolation(texts: string[], bound: SqlValue[], value: SqlInterpolation): void {
  if (isSql(value)) {
    addText(texts, value.strings[0] ?? '');
    value.values.forEach((inner, index) => {
      bound.push(inner);
      texts.push(value.strings[index + 1] ?? '');
    });
  } else if (isSqlObject(value)) {
    addText(texts, objectText(value));
  } else if (isColumn(value)) {
    addText(texts, columnText(value));
  } else {
    bound.push(value);
    texts.push('');
  }
}

/** True for a piece of SQL, also of another copy of the sdk. */
export function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && 'strings' in value && 'values' in value;
}

const OBJECT_KINDS: readonly unknown[] = ['OlapTable', 'View', 'MaterializedView', 'OlapDictionary'];

/** True for a declared table, view or dictionary, also of another copy of the sdk. */
export function isSqlObject(value: unknown): value is SqlObject {
  return typeof value === 'object' && value !== null && 'kind' in value && OBJECT_KINDS.includes(value.kind);
}

function isColumn(value: unknown): value is Column {
  return typeof value === 'object' && value !== null && 'name' in value && 'annotations' in value;
}

/** Database and deployed name of a declared object; the database is undefined for the project's default one. */
export function placeOf(object: SqlObject): { readonly database: string | undefined; readonly name: string } {
  const { config, database } = object as {
    config?: { database?: string; version?: string };
    database?: string;
  };
  return { database: config?.database ?? database, name: deployedName(object.name, config?.version) };
}

function objectText(object: SqlObject): string {
  const place = placeOf(object);
  return quoteQualified(place.database, place.name);
}

/** The shape of the {@link sql} tag: callable as a tag itself, with its named forms. */
export interface SqlTag {
  (strings: readonly string[], ...values: readonly SqlInterpolation[]): Sql;
  /** A whole statement. */
  statement(strings: readonly string[], ...values: readonly SqlInterpolation[]): Sql;
  /** A part of a statement: a condition, an expression, a list. */
  fragment(strings: readonly string[], ...values: readonly SqlInterpolation[]): Sql;
  /** Pieces with `separator` between them, blanks around it. @default ',' */
  join(pieces: readonly Sql[], separator?: string): Sql;
  /** Text taken as it is. Never give it text from outside: it is not escaped. */
  raw(text: string): Sql;
}

function tag(strings: readonly string[], ...values: readonly SqlInterpolation[]): Sql {
  return new Sql(strings, values);
}

function joinPieces(pieces: readonly Sql[], separator = ','): Sql {
  if (pieces.length === 0) return new Sql([''], []);
  const between = separator.trim() === ',' ? ', ' : ` ${separator.trim()} `;
  return new Sql(['', ...Array<string>(pieces.length - 1).fill(between), ''], pieces);
}

/**
 * Writes SQL with names and values kept apart. Tables, views, dictionaries and columns become quoted names: a table of
 * another database is qualified, a versioned one bears its deployed name (`events_1_2_0`). Nested `sql` pieces become
 * part of the text. Everything else is a value to bind, which the SELECT of a view cannot have: there it is refused.
 *
 * @example
 * const daily = sql.statement`
 *   SELECT toDate(${events.columns.at}) AS day, count() AS hits
 *   FROM ${events} GROUP BY day`;
 */
export const sql: SqlTag = Object.assign(tag, {
  statement: tag,
  fragment: tag,
  join: joinPieces,
  raw: (text: string) => new Sql([text], []),
});

/** The text of SQL that has nothing to bind, or the first value that stands in the way. */
export type StaticText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly value: unknown };

/** SQL as plain text, if it can be that. Names chosen at run time (`['Identifier', name]`) are written out. */
export function staticText(sqlText: SqlText): StaticText {
  if (typeof sqlText === 'string') return { ok: true, text: sqlText };
  let text = sqlText.strings[0] ?? '';
  for (const [index, value] of sqlText.values.entries()) {
    const name = identifierOf(value);
    if (name === null) return { ok: false, value };
    text += quoteIdentifier(name) + (sqlText.strings[index + 1] ?? '');
  }
  return { ok: true, text };
}

/** The name in `['Identifier', name]`; null for any other value. */
export function identifierOf(value: unknown): string | null {
  return Array.isArray(value) && value[0] === 'Identifier' && typeof value[1] === 'string' ? value[1] : null;
}

/**
 * SQL as plain text.
 *
 * @throws Error when it holds a value to bind, such as a number or a string: write that value into the text itself.
 */
export function toStaticQuery(statement: SqlText): string {
  const result = staticText(statement);
  if (result.ok) return result.text;
  throw new Error(
    `this SQL is stored on the server and cannot hold the bound value ${previewValue(result.value)}`,
  );
}

/** A value as it may be shown to a person, shortened. */
export function previewValue(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
