import { FUNCTION_ENGINE, type ReadObject, type ServerObject } from '../../ddl/read-object.ts';
import { withInnerTable } from '../../ddl/split-view.ts';
import { type Address, addressOf, compareAddresses, sortByAddress } from '../../model/address.ts';
import type { InfraMap } from '../../model/infra-map.ts';
import { functionAddress } from '../../model/sql-function.ts';
import type { ClickHouse } from './connection.ts';
import { type FailingMutation, failingMutations } from './mutations.ts';

/** One live object: what the server says of it, its size, and its reading. */
export interface LiveObject extends ServerObject {
  readonly address: Address;
  readonly uuid: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly parts: number | null;
}

/** What a server holds in some databases. */
export interface LiveState {
  readonly version: string;
  /** Those of the wanted databases that exist, with their engine. */
  readonly databases: ReadonlyMap<string, string>;
  /**
   * Every object, sorted by address; the tool's own are left out, and an inner table stands in the text of its view. SQL
   * functions are among them, those of the whole server.
   */
  readonly objects: readonly LiveObject[];
  /** A definition may be ahead of the parts: no SELECT can read a column whose change of type has failed. */
  readonly failing: readonly FailingMutation[];
}

interface Row {
  readonly database: string;
  readonly name: string;
  readonly uuid: string;
  readonly engine: string;
  readonly text: string;
  readonly rows: string | number | null;
  readonly bytes: string | number | null;
  readonly parts: string | number | null;
}

// Everything of a table stands in create_table_query; system.columns and the others lose parts of it (SETTINGS, TTL, DESC…).
const TABLES = `
FROM system.tables
WHERE database IN {databases:Array(String)} AND NOT is_temporary
  AND NOT startsWith(name, '.tmp') AND NOT startsWith(lower(name), '_moose')`;

const OBJECTS = `
SELECT database, name, toString(uuid) AS uuid, engine, create_table_query AS text,
  total_rows AS rows, total_bytes AS bytes, active_parts AS parts${TABLES}`;

const NAMES = `SELECT database, name${TABLES}`;

const FUNCTIONS = "SELECT name, create_query AS text FROM system.functions WHERE origin = 'SQLUserDefined'";

const DATABASES = 'SELECT name, engine FROM system.databases WHERE name IN {databases:Array(String)}';

function numberOf(value: string | number | null): number | null {
  return value === null ? null : Number(value);
}

function functionObject({ name, text }: { readonly name: string; readonly text: string }): LiveObject {
  return {
    address: functionAddress(name),
    database: '',
    name,
    uuid: '',
    engine: FUNCTION_ENGINE,
    text,
    rows: null,
    bytes: null,
    parts: null,
  };
}

function namesOf(rows: readonly Pick<Row, 'database' | 'name'>[]): string {
  return rows
    .map(({ database, name }) => JSON.stringify([database, name]))
    .sort()
    .join();
}

/** Looks at a server on which somebody keeps renaming. */
const MOST_LOOKS = 5;

/**
 * The server prints definitions one by one, in one thread: two halves at a time take half as long. What is renamed meanwhile is
 * missed, or there twice, also in a query for all: a look counts when the names are still the same after it.
 */
async function readObjects(clickhouse: ClickHouse, databases: readonly string[]): Promise<readonly Row[]> {
  const parameters = { databases: [...databases] };
  const half = (which: 0 | 1): Promise<readonly Row[]> =>
    clickhouse.query<Row>(`${OBJECTS} AND cityHash64(name) % 2 = ${which}`, parameters);
  for (let look = 1; ; look += 1) {
    const rows = (await Promise.all([half(0), half(1)])).flat();
    const names = await clickhouse.query<Pick<Row, 'database' | 'name'>>(NAMES, parameters);
    if (look === MOST_LOOKS || namesOf(rows) === namesOf(names)) return rows;
  }
}

/** The rows without inner tables, each of which is folded into the text of its view. */
function withInnerTablesIn(rows: readonly Row[]): readonly Row[] {
  const isInner = ({ name }: Row): boolean => name.startsWith('.inner');
  const tables = new Map(rows.filter(isInner).map((row) => [addressOf(row.database, row.name), row]));
  const innerOf = ({ database, name, uuid }: Row): Row | undefined =>
    tables.get(addressOf(database, `.inner_id.${uuid}`)) ?? tables.get(addressOf(database, `.inner.${name}`));
  return rows
    .filter((row) => !isInner(row))
    .map((row) => {
      const inner = row.engine === 'MaterializedView' ? innerOf(row) : undefined;
      if (inner === undefined) return row;
      const { text, parts, bytes } = inner;
      return { ...row, text: withInnerTable(row.text, text), rows: inner.rows, bytes, parts };
    });
}

/**
 * Reads whole databases in six queries, however many tables they hold; once more where objects are renamed meanwhile. Databases that do
 * not exist are simply not in the answer. Source: https://clickhouse.com/docs/operations/system-tables/tables
 */
export async function introspect(clickhouse: ClickHouse, databases: readonly string[]): Promise<LiveState> {
  const parameters = { databases: [...databases] };
  const [rows, functions, found, failing] = await Promise.all([
    readObjects(clickhouse, databases),
    clickhouse.query<{ readonly name: string; readonly text: string }>(FUNCTIONS),
    clickhouse.query<{ readonly name: string; readonly engine: string }>(DATABASES, parameters),
    failingMutations(clickhouse, databases),
  ]);
  const objects = withInnerTablesIn(rows).map(
    (row): LiveObject => ({
      address: addressOf(row.database, row.name),
      database: row.database,
      name: row.name,
      uuid: row.uuid,
      engine: row.engine,
      text: row.text,
      rows: numberOf(row.rows),
      bytes: numberOf(row.bytes),
      parts: numberOf(row.parts),
    }),
  );
  return {
    version: clickhouse.version,
    databases: new Map(
      found.map(({ name, engine }) => [name, engine] as const).sort(([a], [b]) => compareAddresses(a, b)),
    ),
    objects: sortByAddress([...objects, ...functions.map(functionObject)]),
    failing,
  };
}

/** Gathers readings into a map; what belongs to no family is left out (the caller lists it as not managed). */
export function infraMapOf(readings: readonly ReadObject[], defaultDatabase: string): InfraMap {
  const of = <F extends ReadObject['family']>(family: F) =>
    readings
      .filter((reading): reading is Extract<ReadObject, { readonly family: F }> => reading.family === family)
      .map(({ object }) => object);
  return {
    defaultDatabase,
    tables: sortByAddress(of('table') as Extract<ReadObject, { family: 'table' }>['object'][]),
    views: sortByAddress(of('view') as Extract<ReadObject, { family: 'view' }>['object'][]),
    materializedViews: sortByAddress(
      of('materialized-view') as Extract<ReadObject, { family: 'materialized-view' }>['object'][],
    ),
    dictionaries: sortByAddress(
      of('dictionary') as Extract<ReadObject, { family: 'dictionary' }>['object'][],
    ),
    functions: sortByAddress(of('function') as Extract<ReadObject, { family: 'function' }>['object'][]),
    topics: [],
    sqlResources: [],
    components: [],
  };
}
