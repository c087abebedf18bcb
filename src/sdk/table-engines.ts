import type { CollectionConfig } from './collection-engines.ts';
import type { ClickHouseEngines as Engines } from './engines.ts';
import type { EmbeddedRocksDBConfig, JoinConfig, KeeperMapConfig } from './key-value-engines.ts';
import type { SqlText } from './sql.ts';
import type { ColumnName, OrderBy, SortedTableOptions, TableOptions } from './table-options.ts';

/** Where a replicated table keeps its shared state. Both or neither; neither leaves it to the server, as ClickHouse Cloud wants. */
export interface ReplicatedEngineProperties {
  /** Path in Keeper, such as `/clickhouse/tables/{database}/{shard}/events`. */
  readonly keeperPath?: string;
  /** Name of this replica, such as `{replica}`. */
  readonly replicaName?: string;
}

interface ReplacingParameters<T> {
  /** Column whose greatest value wins. @default the row inserted last wins */
  readonly ver?: ColumnName<T>;
  /** Column that is 1 for a deleted row; needs `ver`. */
  readonly isDeleted?: ColumnName<T>;
}
interface SummingParameters {
  /** Columns to sum. @default every numeric column outside the sorting key */
  readonly columns?: readonly string[];
}
interface CollapsingParameters<T> {
  /** Column that is 1 for a row and -1 for its cancellation. */
  readonly sign: ColumnName<T>;
}
interface VersionedCollapsingParameters<T> extends CollapsingParameters<T> {
  /** Column with the version of the row. */
  readonly ver: ColumnName<T>;
}
interface GraphiteParameters {
  /** Section of the server's configuration that holds the rollup rules. */
  readonly configSection: string;
}

/** Config of a table without `engine`: a plain MergeTree. */
export interface LegacyOlapConfig<T> extends SortedTableOptions<T> {
  readonly engine?: undefined;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree */
export interface MergeTreeConfig<T> extends SortedTableOptions<T> {
  readonly engine: Engines.MergeTree;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/replacingmergetree */
export interface ReplacingMergeTreeConfig<T> extends SortedTableOptions<T>, ReplacingParameters<T> {
  readonly engine: Engines.ReplacingMergeTree;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/aggregatingmergetree */
export interface AggregatingMergeTreeConfig<T> extends SortedTableOptions<T> {
  readonly engine: Engines.AggregatingMergeTree;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/summingmergetree */
export interface SummingMergeTreeConfig<T> extends SortedTableOptions<T>, SummingParameters {
  readonly engine: Engines.SummingMergeTree;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/coalescingmergetree */
export interface CoalescingMergeTreeConfig<T> extends SortedTableOptions<T>, SummingParameters {
  readonly engine: Engines.CoalescingMergeTree;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/collapsingmergetree */
export interface CollapsingMergeTreeConfig<T> extends SortedTableOptions<T>, CollapsingParameters<T> {
  readonly engine: Engines.CollapsingMergeTree;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/versionedcollapsingmergetree */
export interface VersionedCollapsingMergeTreeConfig<T>
  extends SortedTableOptions<T>,
    VersionedCollapsingParameters<T> {
  readonly engine: Engines.VersionedCollapsingMergeTree;
}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/graphitemergetree */
export interface GraphiteMergeTreeConfig<T> extends SortedTableOptions<T>, GraphiteParameters {
  readonly engine: Engines.GraphiteMergeTree;
}

interface Replicated<T> extends SortedTableOptions<T>, ReplicatedEngineProperties {}
/** @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/replication */
export interface ReplicatedMergeTreeConfig<T> extends Replicated<T> {
  readonly engine: Engines.ReplicatedMergeTree;
}
/** {@link ReplacingMergeTreeConfig}, replicated. */
export interface ReplicatedReplacingMergeTreeConfig<T> extends Replicated<T>, ReplacingParameters<T> {
  readonly engine: Engines.ReplicatedReplacingMergeTree;
}
/** {@link AggregatingMergeTreeConfig}, replicated. */
export interface ReplicatedAggregatingMergeTreeConfig<T> extends Replicated<T> {
  readonly engine: Engines.ReplicatedAggregatingMergeTree;
}
/** {@link SummingMergeTreeConfig}, replicated. */
export interface ReplicatedSummingMergeTreeConfig<T> extends Replicated<T>, SummingParameters {
  readonly engine: Engines.ReplicatedSummingMergeTree;
}
/** {@link CoalescingMergeTreeConfig}, replicated. */
export interface ReplicatedCoalescingMergeTreeConfig<T> extends Replicated<T>, SummingParameters {
  readonly engine: Engines.ReplicatedCoalescingMergeTree;
}
/** {@link CollapsingMergeTreeConfig}, replicated. */
export interface ReplicatedCollapsingMergeTreeConfig<T> extends Replicated<T>, CollapsingParameters<T> {
  readonly engine: Engines.ReplicatedCollapsingMergeTree;
}
/** {@link VersionedCollapsingMergeTreeConfig}, replicated. */
export interface ReplicatedVersionedCollapsingMergeTreeConfig<T>
  extends Replicated<T>,
    VersionedCollapsingParameters<T> {
  readonly engine: Engines.ReplicatedVersionedCollapsingMergeTree;
}
/** {@link GraphiteMergeTreeConfig}, replicated. */
export interface ReplicatedGraphiteMergeTreeConfig<T> extends Replicated<T>, GraphiteParameters {
  readonly engine: Engines.ReplicatedGraphiteMergeTree;
}

/** How files in a bucket are reached. Take secrets from {@link mooseRuntimeEnv}: then they reach neither plan nor log. */
export interface BucketAccess {
  /** Access key; none with `noSign`, a public bucket or a role of the server. */
  readonly awsAccessKeyId?: string;
  readonly awsSecretAccessKey?: string;
  /** Sends requests without a signature. @default false */
  readonly noSign?: boolean;
  /** `gzip`, `zstd`, `auto`… @default auto */
  readonly compression?: string;
}

/** Settings of an S3Queue table. @see https://clickhouse.com/docs/engines/table-engines/integrations/s3queue#settings */
export interface S3QueueTableSettings {
  readonly mode?: 'ordered' | 'unordered';
  readonly after_processing?: 'keep' | 'delete';
  readonly [name: string]: string | undefined;
}

/** @see https://clickhouse.com/docs/engines/table-engines/integrations/s3queue */
export interface S3QueueConfig<T> extends Omit<TableOptions<T>, 'settings'>, BucketAccess {
  readonly engine: Engines.S3Queue;
  /** Files to read, wildcards allowed: `s3://bucket/data/*.json`. */
  readonly s3Path: string;
  /** Format of the files, such as `JSONEachRow`. */
  readonly format: string;
  /** Headers of each request. */
  readonly headers?: { readonly [name: string]: string };
  readonly settings?: S3QueueTableSettings;
  readonly orderByFields?: undefined;
  readonly orderByExpression?: undefined;
}

/** @see https://clickhouse.com/docs/engines/table-engines/integrations/s3 */
export interface S3Config<T> extends TableOptions<T>, OrderBy<T>, BucketAccess {
  readonly engine: Engines.S3;
  /** `s3://bucket/path/file.json` */
  readonly path: string;
  readonly format: string;
  readonly partitionBy?: SqlText;
  /** `hive` or `wildcard`. */
  readonly partitionStrategy?: string;
  /** `'1'` to keep the partition columns inside the files. */
  readonly partitionColumnsInDataFile?: string;
}

/** Read-only access to an Iceberg table. @see https://clickhouse.com/docs/engines/table-engines/integrations/iceberg */
export interface IcebergS3Config<T> extends TableOptions<T>, BucketAccess {
  readonly engine: Engines.IcebergS3;
  /** Root of the Iceberg table: `s3://bucket/warehouse/events/`. */
  readonly path: string;
  readonly format: 'Parquet' | 'ORC';
}

/** @see https://clickhouse.com/docs/engines/table-engines/integrations/kafka */
export interface KafkaConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Kafka;
  /** `host:port`, several with commas. */
  readonly brokerList: string;
  /** Topics, several with commas. */
  readonly topicList: string;
  /** Consumer group. */
  readonly groupName: string;
  /** Format of a message, such as `JSONEachRow`. */
  readonly format: string;
}

/** @see https://clickhouse.com/docs/engines/table-engines/special/buffer */
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

/** @see https://clickhouse.com/docs/engines/table-engines/special/distributed */
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

/** Reads many tables as one. @see https://clickhouse.com/docs/engines/table-engines/special/merge */
export interface MergeConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Merge;
  /** Database, `currentDatabase()` or `REGEXP('…')`. */
  readonly sourceDatabase: string;
  /** Regular expression for the names of the tables. */
  readonly tablesRegexp: string;
}

/** Tables without parameters. @see https://clickhouse.com/docs/engines/table-engines#table_engines */
export interface SimpleEngineConfig<T> extends TableOptions<T> {
  readonly engine:
    | Engines.Memory
    | Engines.Null
    | Engines.Log
    | Engines.TinyLog
    | Engines.StripeLog
    | Engines.Set;
}

/** Rows of a web address. @see https://clickhouse.com/docs/engines/table-engines/special/url */
export interface UrlConfig<T> extends TableOptions<T> {
  readonly engine: Engines.URL;
  readonly url: string;
  readonly format: string;
}

/** Rows in one file of the server. @see https://clickhouse.com/docs/engines/table-engines/special/file */
export interface FileConfig<T> extends TableOptions<T> {
  readonly engine: Engines.File;
  readonly format: string;
}

/** Config of an {@link OlapTable}; `engine` decides what else it holds. Without `engine` it is a MergeTree. */
export type OlapConfig<T> =
  | LegacyOlapConfig<T>
  | MergeTreeConfig<T>
  | ReplacingMergeTreeConfig<T>
  | AggregatingMergeTreeConfig<T>
  | SummingMergeTreeConfig<T>
  | CoalescingMergeTreeConfig<T>
  | CollapsingMergeTreeConfig<T>
  | VersionedCollapsingMergeTreeConfig<T>
  | GraphiteMergeTreeConfig<T>
  | ReplicatedMergeTreeConfig<T>
  | ReplicatedReplacingMergeTreeConfig<T>
  | ReplicatedAggregatingMergeTreeConfig<T>
  | ReplicatedSummingMergeTreeConfig<T>
  | ReplicatedCoalescingMergeTreeConfig<T>
  | ReplicatedCollapsingMergeTreeConfig<T>
  | ReplicatedVersionedCollapsingMergeTreeConfig<T>
  | ReplicatedGraphiteMergeTreeConfig<T>
  | S3QueueConfig<T>
  | S3Config<T>
  | IcebergS3Config<T>
  | KafkaConfig<T>
  | BufferConfig<T>
  | DistributedConfig<T>
  | MergeConfig<T>
  | SimpleEngineConfig<T>
  | JoinConfig<T>
  | EmbeddedRocksDBConfig<T>
  | KeeperMapConfig<T>
  | UrlConfig<T>
  | FileConfig<T>
  | CollectionConfig<T>;
