import { identifierOf, Sql, type SqlInterpolation, type SqlValue } from './sql.ts';

/** Query text with `{p0:Type}` in place of each value, and the values by their names. */
export type QueryWithParameters = [query: string, parameters: { [name: string]: unknown }];

/**
 * SQL in the form ClickHouse takes with parameters.
 *
 * @see https://clickhouse.com/docs/interfaces/cli#cli-queries-with-parameters
 */
export function toQuery(statement: Sql): QueryWithParameters {
  let query = statement.strings[0] ?? '';
  const parameters: { [name: string]: unknown } = {};
  for (const [index, value] of statement.values.entries()) {
    query += createClickhouseParameter(index, value) + (statement.strings[index + 1] ?? '');
    parameters[`p${index}`] = getValueFromParameter(value);
  }
  return [query, parameters];
}

/** SQL with its values written out, on one line, for logs. Never send it to a server. */
export function toQueryPreview(statement: Sql): string {
  let text = statement.strings[0] ?? '';
  for (const [index, value] of statement.values.entries()) {
    text += literal(value) + (statement.strings[index + 1] ?? '');
  }
  return text.replace(/\s+/g, ' ').trim();
}

function literal(value: unknown): string {
  const name = identifierOf(value);
  if (name !== null) return `\`${name}\``;
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (value instanceof Date) return `'${value.toISOString().replace('T', ' ').slice(0, 19)}'`;
  return Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : String(value);
}

/** The placeholder of the value with this index: `{p3:String}`. */
export function createClickhouseParameter(index: number, value: SqlValue): string {
  return `{p${index}:${mapToClickHouseType(value)}}`;
}

/** ClickHouse type that a JavaScript value is bound as: `Int64`, `Float64`, `Bool`, `DateTime64(3)`, `Array(…)`, `String`. */
export function mapToClickHouseType(value: SqlValue): string {
  if (identifierOf(value) !== null) return 'Identifier';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Int64' : 'Float64';
  if (typeof value === 'bigint') return 'Int256';
  if (typeof value === 'boolean') return 'Bool';
  if (value === null) return 'Nullable(String)';
  if (value instanceof Date) return 'DateTime64(3)';
  if (Array.isArray(value)) return `Array(${value.length === 0 ? 'String' : mapToClickHouseType(value[0])})`;
  return 'String';
}

/** The value itself; of `['Identifier', name]` the name. */
export function getValueFromParameter(value: unknown): unknown {
  return identifierOf(value) ?? value;
}

/**
 * Values with a separator between them, each bound on its own.
 *
 * @throws TypeError when there are no values.
 * @example joinQueries({ values: [1, 2, 3], prefix: 'id IN (', suffix: ')' })
 */
export function joinQueries(parts: {
  readonly values: readonly SqlInterpolation[];
  readonly separator?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}): Sql {
  const { values, separator = ',', prefix = '', suffix = '' } = parts;
  if (values.length === 0) throw new TypeError('joinQueries needs at least one value');
  return new Sql([prefix, ...Array<string>(values.length - 1).fill(separator), suffix], values);
}

/** Names that are chosen at run time, for a `sql` template. */
export const ApiHelpers = {
  /** A column by its name. */
  column: (name: string): ['Identifier', string] => ['Identifier', name],
  /** A table by its name. */
  table: (name: string): ['Identifier', string] => ['Identifier', name],
};

/** @deprecated The old name of {@link ApiHelpers}. */
export const ConsumptionHelpers = ApiHelpers;
