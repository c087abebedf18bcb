import { type ClickHouse, connectClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { emptyEmbeddedConfig } from '../../src/drivers/embedded/embedded-config.ts';
import { embeddedServerTarget, startEmbedded } from '../../src/drivers/embedded/embedded-server.ts';
import type { EngineFiles } from '../../src/drivers/embedded/engine-files.ts';
import type { ServerTarget } from '../../src/model/target.ts';
import { quoteName, quoteQualified } from '../../src/model/tokens.ts';
import { startOlderServer } from '../support/older-server.ts';
import { databasesIn } from './statements.ts';

/** A server into which schemas are loaded. */
export interface CorpusServer {
  readonly version: string;
  /** Connected to none of the schemas' databases. */
  readonly clickhouse: ClickHouse;
  /** Databases made so far. */
  readonly databases: ReadonlySet<string>;
  /** Connects to a database, as its default one. */
  target(database: string): ServerTarget;
  /** As `--clickhouse-url` takes it. */
  url(database: string): string;
  /** Runs what defines something; answers what was refused, and how many were not. */
  load(database: string, statements: readonly string[]): Promise<Loaded>;
  /** Takes every database and function away. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface Loaded {
  readonly accepted: number;
  readonly refused: readonly string[];
}

/** Statements that define nothing: not run. */
const NOT_RUN =
  /^\s*(GRANT|REVOKE|CREATE\s+(USER|ROLE|QUOTA|ROW|SETTINGS)|ALTER\s+(USER|ROLE|QUOTA|ROW|SETTINGS)|DROP\s+(USER|ROLE|QUOTA|ROW)|SYSTEM|KILL|BACKUP|RESTORE|OPTIMIZE|INSERT|SELECT|WITH|CHECK|SET|USE|EXPLAIN|SHOW|DESC)/i;
/** What a server has by itself. */
const GIVEN = new Set(['default', 'system', 'information_schema', 'INFORMATION_SCHEMA']);

/** Starts a server for a corpus: the installed engine, or another release of it. */
export async function startCorpusServer(engine: EngineFiles | null): Promise<CorpusServer> {
  const server =
    engine === null
      ? await startEmbedded({ path: null, databases: [], config: emptyEmbeddedConfig })
      : await startOlderServer(engine);
  const clickhouse = await connectClickHouse(embeddedServerTarget(server, 'default'));
  const databases = new Set<string>();
  const target = (database: string): ServerTarget => embeddedServerTarget(server, database);
  const make = async (database: string): Promise<void> => {
    if (databases.has(database) || GIVEN.has(database)) return;
    const sql = `CREATE DATABASE IF NOT EXISTS ${quoteName(database)} ENGINE = Atomic`;
    if ((await refusal(clickhouse, sql)) === null) databases.add(database);
  };
  const user = [server.username, server.password].map(encodeURIComponent).join(':');
  return {
    version: server.version,
    clickhouse,
    databases,
    target,
    url: (database) => `${server.url.replace('://', `://${user}@`)}/${database}`,
    load: async (database, statements) => {
      await make(database);
      const connection = await connectClickHouse(target(database));
      try {
        return await load(connection, statements, make);
      } finally {
        await connection.close();
      }
    },
    clear: () => clear(clickhouse, databases),
    async stop() {
      await clickhouse.close();
      await server.discard();
    },
  };
}

async function refusal(clickhouse: ClickHouse, statement: string): Promise<string | null> {
  return clickhouse.execute(statement, { settings: { max_execution_time: 20 } }).then(
    () => null,
    (reason: unknown) => String(reason).slice(0, 300),
  );
}

async function load(
  clickhouse: ClickHouse,
  statements: readonly string[],
  make: (database: string) => Promise<void>,
): Promise<Loaded> {
  const refused: string[] = [];
  let accepted = 0;
  for (const statement of statements) {
    if (NOT_RUN.test(statement)) continue;
    for (const named of databasesIn(statement)) await make(named);
    const words = await refusal(clickhouse, statement);
    if (words === null) accepted += 1;
    else refused.push(words);
  }
  return { accepted, refused };
}

async function clear(clickhouse: ClickHouse, databases: Set<string>): Promise<void> {
  const functions = await clickhouse.query<{ readonly name: string }>(
    "SELECT name FROM system.functions WHERE origin = 'SQLUserDefined'",
  );
  for (const { name } of functions) await refusal(clickhouse, `DROP FUNCTION ${quoteName(name)}`);
  for (const name of databases)
    await refusal(clickhouse, `DROP DATABASE ${quoteName(name)} SETTINGS check_table_dependencies = 0`);
  databases.clear();
  const left = await clickhouse.query<{ readonly name: string }>(
    "SELECT name FROM system.tables WHERE database = 'default'",
  );
  for (const { name } of left) await refusal(clickhouse, `DROP TABLE ${quoteQualified('default', name)}`);
}
