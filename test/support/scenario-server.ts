import { type ClickHouse, connectClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { emptyEmbeddedConfig } from '../../src/drivers/embedded/embedded-config.ts';
import { embeddedServerTarget, startEmbedded } from '../../src/drivers/embedded/embedded-server.ts';
import { quoteName } from '../../src/model/tokens.ts';
import { DATABASE } from './scenario.ts';

/** One live object, as the proofs look at it. */
export interface SeenObject {
  readonly engine: string;
  /** Who it is: a table that was dropped and made again has another one. */
  readonly uuid: string;
  readonly text: string;
  /** Null for views. */
  readonly rows: number | null;
}

/** All that a migration could have changed on a server. */
export interface Seen {
  /** By address; the tool's own table is left out. */
  readonly objects: ReadonlyMap<string, SeenObject>;
  /** Number of mutations ever started, by address of the table; none counts as missing. */
  readonly mutations: ReadonlyMap<string, number>;
  /** Checksum of a column's values, by `address column definition`: two that are equal hold the same values. */
  readonly values: ReadonlyMap<string, string>;
}

/** The server of all scenarios, one after the other. */
export interface ScenarioServer {
  /** Connected to the scenarios' database. */
  readonly clickhouse: ClickHouse;
  /** As `--clickhouse-url` takes it. */
  readonly url: string;
  /** Drops every database and makes the scenarios' own one anew. */
  reset(): Promise<void>;
  look(): Promise<Seen>;
  stop(): Promise<void>;
}

const OURS = `database NOT IN ('system', 'default', 'information_schema', 'INFORMATION_SCHEMA') AND NOT startsWith(lower(name), '_moose') AND NOT startsWith(name, '.tmp')`;

/** Starts it. Plans and their hashes name the database, so every run needs the same one: an engine of its own. */
export async function startScenarioServer(): Promise<ScenarioServer> {
  // A query log comes into being some time after the first query: plans would differ from run to run.
  const config = { ...emptyEmbeddedConfig, queryLog: false };
  const server = await startEmbedded({ path: null, databases: [DATABASE], config });
  const target = embeddedServerTarget(server, DATABASE);
  const clickhouse = await connectClickHouse(target);
  // A connection to a database that is being dropped answers nothing.
  const elsewhere = await connectClickHouse({ ...target, database: 'default' });
  const user = [target.username, target.password].map(encodeURIComponent).join(':');
  return {
    clickhouse,
    url: `${server.url.replace('://', `://${user}@`)}/${DATABASE}`,
    reset: () => reset(elsewhere),
    look: () => look(clickhouse),
    async stop() {
      await clickhouse.close();
      await elsewhere.close();
      await server.stop();
    },
  };
}

async function reset(clickhouse: ClickHouse): Promise<void> {
  const found = await clickhouse.query<{ readonly name: string }>(
    `SELECT name FROM system.databases WHERE ${OURS.replace('database', 'name')}`,
  );
  for (const { name } of found) await clickhouse.execute(`DROP DATABASE ${quoteName(name)} SYNC`);
  await clickhouse.execute(`CREATE DATABASE ${quoteName(DATABASE)} ENGINE = Atomic`);
  // These belong to the whole server and outlive its databases.
  for (const { kind, names } of await serverWide(clickhouse)) {
    for (const name of names) await clickhouse.execute(`DROP ${kind} ${quoteName(name)}`);
  }
}

interface ServerWide {
  readonly kind: string;
  readonly names: readonly string[];
}

function serverWide(clickhouse: ClickHouse): Promise<readonly ServerWide[]> {
  return clickhouse.query<ServerWide>(
    "SELECT 'FUNCTION' AS kind, groupArray(name) AS names FROM system.functions WHERE origin = 'SQLUserDefined' UNION ALL SELECT 'NAMED COLLECTION', groupArray(name) FROM system.named_collections",
  );
}

interface ObjectRow {
  readonly database: string;
  readonly name: string;
  readonly engine: string;
  readonly uuid: string;
  readonly text: string;
}

async function look(clickhouse: ClickHouse): Promise<Seen> {
  const rows = await clickhouse.query<ObjectRow>(
    `SELECT database, name, engine, toString(uuid) AS uuid, create_table_query AS text FROM system.tables WHERE ${OURS} ORDER BY database, name`,
  );
  const mutations = await clickhouse.query<{ readonly address: string; readonly started: string | number }>(
    "SELECT concat(database, '.', table) AS address, count() AS started FROM system.mutations GROUP BY address",
  );
  const objects = new Map<string, SeenObject>();
  const values = new Map<string, string>();
  const owners = new Map(rows.map(({ uuid, name }) => [`.inner_id.${uuid}`, name]));
  for (const row of rows) {
    const { rows: count, checksums } = await contentOf(clickhouse, row);
    // An inner table bears the identity of its view in its name, which is another one in each run.
    const owner = owners.get(row.name);
    const address = `${row.database}.${owner === undefined ? row.name : `${owner} (inner)`}`;
    const text = row.text.replaceAll(row.name, owner ?? row.name);
    objects.set(address, { engine: row.engine, uuid: row.uuid, text, rows: count });
    for (const [column, checksum] of checksums) values.set(`${address} ${column}`, checksum);
  }
  return {
    objects,
    mutations: new Map(mutations.map(({ address, started }) => [address, Number(started)])),
    values,
  };
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  readonly expression: string;
}

interface Content {
  readonly rows: number | null;
  readonly checksums: readonly (readonly [string, string])[];
}

/** Engines without rows of their own, or with rows that only a real server elsewhere could give. */
const UNREAD = new Set(['Dictionary', 'Null', 'Kafka', 'URL', 'S3', 'S3Queue', 'PostgreSQL']);

/** How many rows a table holds, and a checksum of each stored column: independent of the order of the rows. */
async function contentOf(clickhouse: ClickHouse, { database, name, engine }: ObjectRow): Promise<Content> {
  if (engine.endsWith('View') || UNREAD.has(engine)) return { rows: null, checksums: [] };
  const columns = await clickhouse.query<ColumnRow>(
    `SELECT name, type, default_kind AS kind, default_expression AS expression FROM system.columns WHERE database = {database:String} AND table = {name:String} AND default_kind NOT IN ('ALIAS', 'EPHEMERAL') ORDER BY position`,
    { database, name },
  );
  const sums = columns.map(
    (column, at) => `toString(sum(cityHash64(formatRow('TSV', ${quoteName(column.name)})))) AS c${at}`,
  );
  const [found] = await clickhouse.query<Readonly<Record<string, string | number>>>(
    `SELECT ${['count() AS rows', ...sums].join(', ')} FROM ${quoteName(database)}.${quoteName(name)}`,
  );
  const checksums = columns.map(
    ({ name: column, type, kind, expression }, at) =>
      [`${column} ${type} ${kind} ${expression}`, String(found?.[`c${at}`])] as const,
  );
  return { rows: Number(found?.rows), checksums };
}
