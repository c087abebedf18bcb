import { type ClickHouse, connectClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { type EmbeddedConfig, emptyEmbeddedConfig } from '../../src/drivers/embedded/embedded-config.ts';
import { embeddedServerTarget, startEmbedded } from '../../src/drivers/embedded/embedded-server.ts';
import { quoteName } from '../../src/model/tokens.ts';

/** The project's own database, and another one. */
export const DATABASES = ['local', 'archive'] as const;

/** A server whose schema is pulled. What is written names the databases, so it needs the same names in every run. */
export interface PullServer {
  readonly clickhouse: ClickHouse;
  /** As `--clickhouse-url` takes it, credentials and database included. */
  readonly url: string;
  /** Addresses of all tables, views, dictionaries and functions, sorted. */
  addresses(): Promise<readonly string[]>;
  /** Empties both databases, and takes functions away. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPullServer(config: EmbeddedConfig = emptyEmbeddedConfig): Promise<PullServer> {
  const server = await startEmbedded({ path: null, databases: DATABASES, config });
  const target = embeddedServerTarget(server, DATABASES[0]);
  const clickhouse = await connectClickHouse(target);
  // A connection to a database cannot make that database again.
  const outside = await connectClickHouse({ ...target, database: 'default' });
  const functions = (): Promise<readonly { readonly address: string }[]> =>
    clickhouse.query(
      "SELECT concat('function/', name) AS address FROM system.functions WHERE origin = 'SQLUserDefined'",
    );
  const user = [target.username, target.password].map(encodeURIComponent).join(':');
  return {
    clickhouse,
    url: `${server.url.replace('://', `://${user}@`)}/${DATABASES[0]}`,
    async addresses() {
      const rows = await clickhouse.query<{ readonly address: string }>(
        "SELECT concat(database, '.', name) AS address FROM system.tables WHERE database IN {databases:Array(String)} AND NOT startsWith(name, '.inner')",
        { databases: [...DATABASES] },
      );
      return [...rows, ...(await functions())].map(({ address }) => address).sort();
    },
    async reset() {
      for (const { address } of await functions())
        await outside.execute(`DROP FUNCTION ${quoteName(address.slice('function/'.length))}`);
      for (const name of DATABASES) {
        await outside.execute(`DROP DATABASE ${quoteName(name)} SYNC`);
        await outside.execute(`CREATE DATABASE ${quoteName(name)} ENGINE = Atomic`);
      }
    },
    async stop() {
      await clickhouse.close();
      await outside.close();
      await server.stop();
    },
  };
}
