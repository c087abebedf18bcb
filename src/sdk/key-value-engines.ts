import type { ClickHouseEngines as Engines } from './engines.ts';
import type { SqlText } from './sql.ts';
import type { ColumnName, TableOptions } from './table-options.ts';

/**
 * Rows kept in memory and on disk for the right side of a JOIN.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/join
 * @example new OlapTable<Name>('names', { engine: ClickHouseEngines.Join, strictness: 'ANY', joinType: 'LEFT', keys: ['id'] })
 */
export interface JoinConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Join;
  readonly strictness: 'ANY' | 'ALL' | 'SEMI' | 'ANTI';
  readonly joinType: 'LEFT' | 'INNER' | 'RIGHT' | 'FULL';
  /** Columns of the USING clause. */
  readonly keys: readonly ColumnName<T>[];
}

/**
 * Rows by key, in RocksDB.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/embedded-rocksdb
 * @example interface Price { sku: Key<string>; price: Decimal<10, 2> }
 * new OlapTable<Price>('prices', { engine: ClickHouseEngines.EmbeddedRocksDB, ttl: 3600 })
 */
export interface EmbeddedRocksDBConfig<T> extends TableOptions<T> {
  readonly engine: Engines.EmbeddedRocksDB;
  /** SQL of the key. @default the `Key<>` columns */
  readonly primaryKeyExpression?: SqlText;
  /** Seconds a row lives. @default 0, for ever */
  readonly ttl?: number;
  /** Directory of another RocksDB to read. @default a directory of the table's own */
  readonly directory?: string;
  /** Nothing can be written. @default false */
  readonly readOnly?: boolean;
}

/**
 * Rows by key, in Keeper: a few settings that all replicas share.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/keeper-map
 * @example interface Flag { name: Key<string>; value: string }
 * new OlapTable<Flag>('flags', { engine: ClickHouseEngines.KeeperMap, keeperPath: '/flags', keysLimit: 500 })
 */
export interface KeeperMapConfig<T> extends TableOptions<T> {
  readonly engine: Engines.KeeperMap;
  /** Path in Keeper. */
  readonly keeperPath: string;
  /** SQL of the key. @default the `Key<>` column */
  readonly primaryKeyExpression?: SqlText;
  /** Most keys that it takes. @default no limit */
  readonly keysLimit?: number;
}

/**
 * Rows by key, in Redis.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/redis
 * @example interface Cart { id: Key<string>; user: UInt64 }
 * new OlapTable<Cart>('carts', {
 *   engine: ClickHouseEngines.Redis, hostPort: 'cache.example:6379', password: mooseRuntimeEnv.get('REDIS_PASSWORD'),
 * })
 */
export interface RedisConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Redis;
  /** `host:port`; the port is 6379 when left out. */
  readonly hostPort: string;
  /** Number of the database, 0 … 15. @default 0 */
  readonly dbIndex?: number;
  /** @default none */
  readonly password?: string;
  /** Most connections at a time. @default 16 */
  readonly poolSize?: number;
  /** SQL of the key. @default the `Key<>` column */
  readonly primaryKeyExpression?: SqlText;
}

/** Configs of the tables that find a row by its key. */
export type KeyValueConfig<T> =
  | JoinConfig<T>
  | EmbeddedRocksDBConfig<T>
  | KeeperMapConfig<T>
  | RedisConfig<T>;
