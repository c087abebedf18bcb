import type { ClickHouseEngines as Engines } from './engines.ts';
import type { OrderBy, TableOptions } from './table-options.ts';

/** Where a table of another database is, and who may read it. Take the password from {@link mooseRuntimeEnv}. */
interface RemoteLogin {
  /** `host:port`. */
  readonly hostPort: string;
  readonly user: string;
  readonly password: string;
}

interface RemoteTable {
  readonly remoteDatabase: string;
  readonly remoteTable: string;
}

/**
 * A table of PostgreSQL.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/postgresql
 * @example new OlapTable<Order>('shop_orders', {
 *   engine: ClickHouseEngines.PostgreSQL, hostPort: 'db.example:5432', remoteDatabase: 'shop', remoteTable: 'orders',
 *   user: 'reader', password: mooseRuntimeEnv.get('SHOP_PASSWORD'), schemaName: 'sales',
 * })
 */
export interface PostgreSQLConfig<T> extends TableOptions<T>, RemoteLogin, RemoteTable {
  readonly engine: Engines.PostgreSQL;
  /** Schema of the table. @default the user's own */
  readonly schemaName?: string;
  /** What an INSERT adds: `ON CONFLICT DO NOTHING`. @default nothing */
  readonly onConflict?: string;
}

/**
 * A copy of a table of PostgreSQL that is kept up to date.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/materialized-postgresql
 * @example interface Order { id: Key<UInt64>; state: string }
 * new OlapTable<Order>('orders_copy', {
 *   engine: ClickHouseEngines.MaterializedPostgreSQL, hostPort: 'db.example:5432', remoteDatabase: 'shop', remoteTable: 'orders',
 *   user: 'replica', password: mooseRuntimeEnv.get('SHOP_PASSWORD'),
 * })
 */
export interface MaterializedPostgreSQLConfig<T>
  extends TableOptions<T>,
    OrderBy<T>,
    RemoteLogin,
    RemoteTable {
  readonly engine: Engines.MaterializedPostgreSQL;
}

/**
 * A table of MySQL.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/mysql
 * @example new OlapTable<Order>('shop_orders', {
 *   engine: ClickHouseEngines.MySQL, hostPort: 'db.example:3306', remoteDatabase: 'shop', remoteTable: 'orders',
 *   user: 'reader', password: mooseRuntimeEnv.get('SHOP_PASSWORD'), settings: { connection_pool_size: '8' },
 * })
 */
export interface MySQLConfig<T> extends TableOptions<T>, RemoteLogin, RemoteTable {
  readonly engine: Engines.MySQL;
  /** 1 makes REPLACE of INSERT. @default 0 */
  readonly replaceQuery?: 0 | 1;
  /** What an INSERT adds: `UPDATE n = n + 1`. @default nothing */
  readonly onDuplicateClause?: string;
}

/**
 * A collection of MongoDB, by host and login.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/mongodb
 * @example new OlapTable<Post>('posts', {
 *   engine: ClickHouseEngines.MongoDB, hostPort: 'mongo.example:27017', remoteDatabase: 'blog', remoteCollection: 'posts',
 *   user: 'reader', password: mooseRuntimeEnv.get('BLOG_PASSWORD'), options: 'ssl=true',
 * })
 */
export interface MongoDBConfig<T> extends TableOptions<T>, RemoteLogin {
  readonly engine: Engines.MongoDB;
  readonly remoteDatabase: string;
  readonly remoteCollection: string;
  /** Options of the connection: `ssl=true&replicaSet=rs0`. @default none */
  readonly options?: string;
  /** Columns that are ObjectIds, with commas. @default `_id` */
  readonly oidColumns?: string;
}

/**
 * A collection of MongoDB, by an address that says login and database. Take the address, or the password in it, from
 * {@link mooseRuntimeEnv}.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/mongodb
 * @example new OlapTable<Post>('posts', {
 *   engine: ClickHouseEngines.MongoDB, uri: mooseRuntimeEnv.get('BLOG_URI'), remoteCollection: 'posts',
 * })
 */
export interface MongoDBUriConfig<T> extends TableOptions<T> {
  readonly engine: Engines.MongoDB;
  /** `mongodb://reader:…@mongo.example:27017/blog` */
  readonly uri: string;
  readonly remoteCollection: string;
  /** Columns that are ObjectIds, with commas. @default `_id` */
  readonly oidColumns?: string;
}

/**
 * A table in a SQLite file of the server.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/sqlite
 * @example new OlapTable<Order>('old_orders', { engine: ClickHouseEngines.SQLite, path: 'old.db', remoteTable: 'orders' })
 */
export interface SQLiteConfig<T> extends TableOptions<T> {
  readonly engine: Engines.SQLite;
  /** The file, in the server's `user_files_path`. */
  readonly path: string;
  readonly remoteTable: string;
}

/**
 * A table reached through a driver of the server's bridge.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/odbc
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/jdbc
 * @example new OlapTable<Order>('erp_orders', {
 *   engine: ClickHouseEngines.ODBC, connection: 'DSN=erp', remoteDatabase: 'erp', remoteTable: 'orders',
 * })
 */
export interface BridgeConfig<T> extends TableOptions<T>, RemoteTable {
  readonly engine: Engines.ODBC | Engines.JDBC;
  /** `DSN=name`, or the address of the driver. */
  readonly connection: string;
}

/** Configs of the tables over another database. */
export type DatabaseEngineConfig<T> =
  | PostgreSQLConfig<T>
  | MaterializedPostgreSQLConfig<T>
  | MySQLConfig<T>
  | MongoDBConfig<T>
  | MongoDBUriConfig<T>
  | SQLiteConfig<T>
  | BridgeConfig<T>;
