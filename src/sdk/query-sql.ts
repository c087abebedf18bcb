import type { Column } from './columns.ts';
import { type SqlValue as BoundValue, Sql, type SqlInterpolation, sql } from './sql.ts';
import type { Untyped } from './untyped.ts';

/** A value of a condition. */
export type SqlValue = string | number | boolean | Date;
/** A column, or SQL in its place. */
export type ColRef = Column | Sql;
/** How a filter compares. */
export type FilterOperator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'like'
  | 'ilike'
  | 'in'
  | 'notIn'
  | 'between'
  | 'isNull'
  | 'isNotNull';
/** Direction of a sort. */
export type SortDir = 'ASC' | 'DESC';

/** SQL taken as it is. */
export const raw = (text: string): Sql => sql.raw(text);
/** No SQL at all. */
export const empty: Sql = sql``;
/** Pieces with a separator between them. */
export const join = (pieces: readonly Sql[], separator?: string): Sql => sql.join(pieces, separator);
/** Whether a piece says nothing. */
export const isEmpty = (piece: Sql): boolean =>
  piece.values.length === 0 && piece.strings.every((text) => text.trim() === '');

const compare =
  (operator: string) =>
  (column: ColRef, value: SqlValue): Sql =>
    sql`${column} ${raw(operator)} ${value}`;

/** `column = value` */
export const eq = compare('=');
/** `column != value` */
export const ne = compare('!=');
/** `column > value` */
export const gt = compare('>');
/** `column >= value` */
export const gte = compare('>=');
/** `column < value` */
export const lt = compare('<');
/** `column <= value` */
export const lte = compare('<=');
/** `column LIKE pattern` */
export const like = compare('LIKE');
/** `column ILIKE pattern` */
export const ilike = compare('ILIKE');

const listed = (values: readonly SqlValue[]): Sql => join(values.map((value) => sql`${value}`));
/** `column IN (…)`; with no values nothing matches. */
export const inList = (column: ColRef, values: readonly SqlValue[]): Sql =>
  values.length === 0 ? raw('1 = 0') : sql`${column} IN (${listed(values)})`;
/** `column NOT IN (…)`; with no values everything matches. */
export const notIn = (column: ColRef, values: readonly SqlValue[]): Sql =>
  values.length === 0 ? raw('1 = 1') : sql`${column} NOT IN (${listed(values)})`;
/** `column BETWEEN low AND high` */
export const between = (column: ColRef, low: SqlValue, high: SqlValue): Sql =>
  sql`${column} BETWEEN ${low} AND ${high}`;
/** `column IS NULL` */
export const isNull = (column: ColRef): Sql => sql`${column} IS NULL`;
/** `column IS NOT NULL` */
export const isNotNull = (column: ColRef): Sql => sql`${column} IS NOT NULL`;

/** A condition; nothing when there is no value. */
export function filter(column: ColRef, operator: FilterOperator, value: Untyped): Sql {
  if (value === undefined || value === null) return empty;
  if (operator === 'in') return inList(column, value);
  if (operator === 'notIn') return notIn(column, value);
  if (operator === 'between') return between(column, value[0], value[1]);
  if (operator === 'isNull') return value ? isNull(column) : empty;
  if (operator === 'isNotNull') return value ? isNotNull(column) : empty;
  return { eq, ne, gt, gte, lt, lte, like, ilike }[operator](column, value);
}

const present = (pieces: readonly Sql[]): readonly Sql[] => pieces.filter((piece) => !isEmpty(piece));
/** Conditions that must all hold; empty ones are left out. */
export const and = (...conditions: readonly Sql[]): Sql => join(present(conditions), 'AND');
/** Conditions of which one must hold; empty ones are left out. */
export const or = (...conditions: readonly Sql[]): Sql => {
  const some = present(conditions);
  return some.length < 2 ? (some[0] ?? empty) : sql`(${join(some, 'OR')})`;
};
/** A condition that must not hold. */
export const not = (condition: Sql): Sql => (isEmpty(condition) ? empty : sql`NOT (${condition})`);

const clause = (words: string, piece: Sql): Sql => (isEmpty(piece) ? empty : sql`${raw(words)} ${piece}`);
const column = (reference: ColRef): Sql => sql`${reference}`;
/** `WHERE …`; nothing without conditions. */
export const where = (...conditions: readonly Sql[]): Sql => clause('WHERE', and(...conditions));
/** `HAVING …`; nothing without conditions. */
export const having = (...conditions: readonly Sql[]): Sql => clause('HAVING', and(...conditions));
/** `GROUP BY …`; nothing without columns. */
export const groupBy = (...columns: readonly ColRef[]): Sql => clause('GROUP BY', join(columns.map(column)));
/** `ORDER BY …`; nothing without columns. */
export const orderBy = (...columns: readonly (ColRef | readonly [ColRef, SortDir])[]): Sql =>
  clause(
    'ORDER BY',
    join(columns.map((entry) => (isPair(entry) ? sql`${entry[0]} ${raw(entry[1])}` : column(entry)))),
  );
/** `LIMIT n` */
export const limit = (rows: number): Sql => sql`LIMIT ${rows}`;
/** `OFFSET n` */
export const offset = (rows: number): Sql => sql`OFFSET ${rows}`;
/** `LIMIT … OFFSET …` of a page; pages count from 0. */
export const paginate = (pageSize: number, page = 0): Sql =>
  page > 0 ? sql`LIMIT ${pageSize} OFFSET ${page * pageSize}` : limit(pageSize);
/** `SELECT …`; everything without columns. */
export const select = (...columns: readonly (ColRef | readonly [ColRef, string])[]): Sql =>
  columns.length === 0
    ? raw('SELECT *')
    : sql`SELECT ${join(columns.map((entry) => (isPair(entry) ? as(column(entry[0]), entry[1]) : column(entry))))}`;
/** `expression AS alias` */
export const as = (expression: Sql, alias: string): Sql => sql`${expression} AS ${raw(alias)}`;

function isPair<T>(entry: ColRef | readonly [ColRef, T]): entry is readonly [ColRef, T] {
  return Array.isArray(entry);
}

/** SQL that can be given a name. */
export class Expr extends Sql {
  /** `expression AS alias` */
  as(alias: string): Sql {
    return as(this, alias);
  }
}

const call =
  (before: string) =>
  (argument: ColRef): Expr =>
    new Expr([before, ')'], [argument as SqlInterpolation | BoundValue]);

/** `count(*)`, or `count(column)` */
export const count = (argument?: ColRef): Expr =>
  argument ? call('count(')(argument) : new Expr(['count(*)'], []);
/** `count(DISTINCT column)` */
export const countDistinct = call('count(DISTINCT ');
/** `sum(column)` */
export const sum = call('sum(');
/** `avg(column)` */
export const avg = call('avg(');
/** `min(column)` */
export const min = call('min(');
/** `max(column)` */
export const max = call('max(');
