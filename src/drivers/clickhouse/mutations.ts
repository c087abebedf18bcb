import { quoteQualified, quoteString } from '../../model/tokens.ts';
import type { ClickHouse } from './connection.ts';
import { serverErrorOf } from './server-error.ts';

/** A mutation that has not ended. */
export interface Mutation {
  readonly id: string;
  /** Such as `(MODIFY COLUMN total UInt64)`. */
  readonly command: string;
  readonly partsLeft: number;
  /** Rows of the parts that are left, less those already written of the part under way. */
  readonly rowsLeft: number;
  /** What the server said when a part failed last; empty while all goes well. The server tries for ever. */
  readonly failReason: string;
}

interface Row {
  readonly id: string;
  readonly command: string;
  readonly partsLeft: number;
  readonly rowsLeft: number;
  readonly rowsRead: number;
  readonly failReason: string;
}

const UNFINISHED = `
WITH (SELECT mapFromArrays(groupArray(name), groupArray(rows)) FROM system.parts WHERE active AND database = {database:String} AND table = {table:String}) AS sizes
SELECT mutation_id AS id, command, toFloat64(parts_to_do) AS partsLeft,
  toFloat64(arraySum(arrayMap(part -> sizes[part], parts_to_do_names))) AS rowsLeft,
  toFloat64((SELECT sum(rows_read) FROM system.merges WHERE is_mutation AND database = {database:String} AND table = {table:String})) AS rowsRead,
  latest_fail_reason AS failReason
FROM system.mutations WHERE database = {database:String} AND table = {table:String} AND NOT is_done
ORDER BY create_time, mutation_id`;

/**
 * The unfinished mutations of a table, in the order in which they run.
 * Source: https://clickhouse.com/docs/operations/system-tables/mutations
 */
export async function unfinishedMutations(
  clickhouse: ClickHouse,
  database: string,
  table: string,
): Promise<readonly Mutation[]> {
  const rows = await clickhouse.query<Row>(UNFINISHED, { database, table });
  // The part under way belongs to the first mutation in the line.
  return rows.map(({ rowsRead, rowsLeft, ...row }, at) => ({
    ...row,
    rowsLeft: Math.max(0, rowsLeft - (at === 0 ? rowsRead : 0)),
  }));
}

/** A mutation whose last try has failed. The server tries again, for ever. */
export interface FailingMutation {
  readonly database: string;
  readonly table: string;
  readonly id: string;
  /** Such as `(MODIFY COLUMN total UInt64)`. */
  readonly command: string;
  /** What the server says of the part that failed last. */
  readonly reason: string;
}

// Several commands of one ALTER are one mutation, and a row each.
const FAILING = `
SELECT database, table, mutation_id AS id, arrayStringConcat(groupArray(command), ', ') AS command, any(latest_fail_reason) AS reason
FROM system.mutations WHERE database IN {databases:Array(String)} AND NOT is_done AND latest_fail_reason != ''
GROUP BY database, table, id ORDER BY database, table, id`;

/** All failing mutations of some databases, in one query; none where the user may not see them. */
export async function failingMutations(
  clickhouse: ClickHouse,
  databases: readonly string[],
): Promise<readonly FailingMutation[]> {
  try {
    return await clickhouse.query<FailingMutation>(FAILING, { databases: [...databases] });
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return [];
  }
}

/** Ends a mutation: parts that it has not reached stay as they are. */
export async function killMutation(
  clickhouse: ClickHouse,
  database: string,
  table: string,
  id: string,
): Promise<void> {
  await clickhouse.execute(
    `KILL MUTATION WHERE database = ${quoteString(database)} AND table = ${quoteString(table)} AND mutation_id = ${quoteString(id)} SYNC`,
  );
}

/** The types in which the parts of a table hold each column, by column. */
export async function typesInParts(
  clickhouse: ClickHouse,
  database: string,
  table: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await clickhouse.query<{ readonly column: string; readonly types: readonly string[] }>(
    'SELECT column, groupUniqArray(type) AS types FROM system.parts_columns WHERE active AND database = {database:String} AND table = {table:String} GROUP BY column',
    { database, table },
  );
  return new Map(rows.map(({ column, types }) => [column, types]));
}

/**
 * Reads columns of every row, which fails where a part cannot be read as the table's definition wants it.
 * @returns how many rows there are
 */
export async function readThrough(
  clickhouse: ClickHouse,
  database: string,
  table: string,
  columns: string,
): Promise<number> {
  const [row] = await clickhouse.query<{ readonly rows: number }>(
    `SELECT toFloat64(countIf(NOT ignore(${columns}))) AS rows FROM ${quoteQualified(database, table)}`,
  );
  return row?.rows ?? 0;
}
