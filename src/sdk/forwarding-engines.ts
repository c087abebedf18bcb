import type { OlapDictionary } from './dictionary.ts';
import type { ClickHouseEngines as Engines } from './engines.ts';
import type { SqlText } from './sql.ts';
import type { TableOptions } from './table-options.ts';
import type { Untyped } from './untyped.ts';

/**
 * Rows held in memory and written to another table in larger pieces. Its columns are those of the other table.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/buffer
 * @example new OlapTable<Hit>('hits_buffer', {
 *   engine: ClickHouseEngines.Buffer, targetDatabase: 'local', targetTable: 'hits', numLayers: 16,
 *   minTime: 10, maxTime: 100, minRows: 10_000, maxRows: 1_000_000, minBytes: 10_000_000, maxBytes: 100_000_000,
 * })
 */
export interface BufferConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Buffer;
  readonly targetDatabase: string;
  readonly targetTable: string;
  /** Independent buffers; 16 is usual. */
  readonly numLayers: number;
  /** Seconds. */
  readonly minTime: number;
  readonly maxTime: number;
  readonly minRows: number;
  readonly maxRows: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Seconds after which the buffer is written in the background. */
  readonly flushTime?: number;
  /** Needs `flushTime`. */
  readonly flushRows?: number;
  /** Needs `flushRows`. */
  readonly flushBytes?: number;
}

/**
 * Reads and writes the tables of a cluster as one.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/distributed
 * @example new OlapTable<Hit>('all_hits', {
 *   engine: ClickHouseEngines.Distributed, cluster: 'main', targetDatabase: 'local', targetTable: 'hits', shardingKey: 'cityHash64(id)',
 * })
 */
export interface DistributedConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Distributed;
  /** Cluster whose tables are read, also the cluster of the statements. */
  readonly cluster: string;
  readonly targetDatabase: string;
  readonly targetTable: string;
  /** SQL that says to which shard a row goes, such as `rand()`. */
  readonly shardingKey?: SqlText;
  /** Storage policy of rows on their way. */
  readonly policyName?: string;
}

/**
 * Reads many tables as one.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/merge
 * @example new OlapTable<Hit>('every_year', { engine: ClickHouseEngines.Merge, sourceDatabase: 'local', tablesRegexp: '^hits_' })
 */
export interface MergeConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Merge;
  /** Database, `currentDatabase()` or `REGEXP('…')`. */
  readonly sourceDatabase: string;
  /** Regular expression for the names of the tables. */
  readonly tablesRegexp: string;
}

/**
 * Shows the rows of a dictionary as a table; its columns are those of the dictionary.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/dictionary
 * @example new OlapTable<Country>('country_rows', { engine: ClickHouseEngines.Dictionary, dictionary: countries })
 */
export interface DictionaryTableConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Dictionary;
  /** The dictionary, or its name with its database. */
  readonly dictionary: OlapDictionary<Untyped> | string;
}

/**
 * Reads and writes a table of another ClickHouse, without a cluster in its configuration.
 *
 * @see https://clickhouse.com/docs/sql-reference/table-functions/remote
 * @example new OlapTable<Hit>('other_hits', {
 *   engine: ClickHouseEngines.RemoteSecure, addresses: 'other.example:9440', targetDatabase: 'local', targetTable: 'hits',
 *   user: 'reader', password: mooseRuntimeEnv.get('OTHER_PASSWORD'),
 * })
 */
export interface RemoteConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Remote | Engines.RemoteSecure;
  /** `host:port`; shards with commas, replicas with bars. */
  readonly addresses: string;
  readonly targetDatabase: string;
  readonly targetTable: string;
  /** @default default */
  readonly user?: string;
  /** @default none */
  readonly password?: string;
  /** SQL that says to which shard a row goes. */
  readonly shardingKey?: SqlText;
}

/** Configs of the tables that show or pass on the rows of others. */
export type ForwardingConfig<T> =
  | BufferConfig<T>
  | DistributedConfig<T>
  | MergeConfig<T>
  | RemoteConfig<T>
  | DictionaryTableConfig<T>;
