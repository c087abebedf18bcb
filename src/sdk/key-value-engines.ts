import type { ClickHouseEngines as Engines } from './engines.ts';
import type { SqlText } from './sql.ts';
import type { ColumnName, TableOptions } from './table-options.ts';

/** @see https://clickhouse.com/docs/engines/table-engines/special/join */
export interface JoinConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Join;
  readonly strictness: 'ANY' | 'ALL' | 'SEMI' | 'ANTI';
  readonly joinType: 'LEFT' | 'INNER' | 'RIGHT' | 'FULL';
  /** Columns of the USING clause. */
  readonly keys: readonly ColumnName<T>[];
}

/** @see https://clickhouse.com/docs/engines/table-engines/integrations/embedded-rocksdb */
export interface EmbeddedRocksDBConfig<T> extends TableOptions<T> {
  readonly engine: Engines.EmbeddedRocksDB;
  /** SQL of the key. @default the `Key<>` columns */
  readonly primaryKeyExpression?: SqlText;
  /** Seconds a row lives. @default 0, for ever */
  readonly ttl?: number;
}

/** @see https://clickhouse.com/docs/engines/table-engines/special/keeper-map */
export interface KeeperMapConfig<T> extends TableOptions<T> {
  readonly engine: Engines.KeeperMap;
  /** Path in Keeper. */
  readonly keeperPath: string;
  /** SQL of the key. @default the `Key<>` column */
  readonly primaryKeyExpression?: SqlText;
}
