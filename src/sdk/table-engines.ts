import type { CollectionConfig } from './collection-engines.ts';
import type { DatabaseEngineConfig } from './database-engines.ts';
import type { ClickHouseEngines as Engines } from './engines.ts';
import type { FileEngineConfig } from './file-engines.ts';
import type { ForwardingConfig } from './forwarding-engines.ts';
import type { KeyValueConfig } from './key-value-engines.ts';
import type { ObjectStoreConfig } from './object-store-engines.ts';
import type { QueueConfig } from './queue-engines.ts';
import type { GenerateRandomConfig, SimpleEngineConfig } from './simple-engines.ts';
import type { ColumnName, SortedTableOptions } from './table-options.ts';

/**
 * Where a replicated table keeps its shared state. Both or neither; neither leaves it to the server, as ClickHouse Cloud wants.
 * @example { keeperPath: '/clickhouse/tables/{shard}/events', replicaName: '{replica}' }
 */
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

/**
 * Config of a table without `engine`: a plain MergeTree.
 * @example { orderByFields: ['id'] }
 */
export interface LegacyOlapConfig<T> extends SortedTableOptions<T> {
  readonly engine?: undefined;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree
 * @example { engine: ClickHouseEngines.MergeTree, orderByFields: ['id'], ttl: 'at + INTERVAL 90 DAY' }
 */
export interface MergeTreeConfig<T> extends SortedTableOptions<T> {
  readonly engine: Engines.MergeTree;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/replacingmergetree
 * @example { engine: ClickHouseEngines.ReplacingMergeTree, ver: 'version', isDeleted: 'gone', orderByFields: ['id'] }
 */
export interface ReplacingMergeTreeConfig<T> extends SortedTableOptions<T>, ReplacingParameters<T> {
  readonly engine: Engines.ReplacingMergeTree;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/aggregatingmergetree
 * @example { engine: ClickHouseEngines.AggregatingMergeTree, orderByFields: ['day'] }
 */
export interface AggregatingMergeTreeConfig<T> extends SortedTableOptions<T> {
  readonly engine: Engines.AggregatingMergeTree;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/summingmergetree
 * @example { engine: ClickHouseEngines.SummingMergeTree, columns: ['hits'], orderByFields: ['day'] }
 */
export interface SummingMergeTreeConfig<T> extends SortedTableOptions<T>, SummingParameters {
  readonly engine: Engines.SummingMergeTree;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/coalescingmergetree
 * @example { engine: ClickHouseEngines.CoalescingMergeTree, columns: ['name'], orderByFields: ['id'] }
 */
export interface CoalescingMergeTreeConfig<T> extends SortedTableOptions<T>, SummingParameters {
  readonly engine: Engines.CoalescingMergeTree;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/collapsingmergetree
 * @example { engine: ClickHouseEngines.CollapsingMergeTree, sign: 'sign', orderByFields: ['id'] }
 */
export interface CollapsingMergeTreeConfig<T> extends SortedTableOptions<T>, CollapsingParameters<T> {
  readonly engine: Engines.CollapsingMergeTree;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/versionedcollapsingmergetree
 * @example { engine: ClickHouseEngines.VersionedCollapsingMergeTree, sign: 'sign', ver: 'version', orderByFields: ['id'] }
 */
export interface VersionedCollapsingMergeTreeConfig<T>
  extends SortedTableOptions<T>,
    VersionedCollapsingParameters<T> {
  readonly engine: Engines.VersionedCollapsingMergeTree;
}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/graphitemergetree
 * @example { engine: ClickHouseEngines.GraphiteMergeTree, configSection: 'graphite_rollup', orderByFields: ['Path', 'Time'] }
 */
export interface GraphiteMergeTreeConfig<T> extends SortedTableOptions<T>, GraphiteParameters {
  readonly engine: Engines.GraphiteMergeTree;
}

interface Replicated<T> extends SortedTableOptions<T>, ReplicatedEngineProperties {}
/**
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/replication
 * @example { engine: ClickHouseEngines.ReplicatedMergeTree, keeperPath: '/clickhouse/tables/{shard}/events', replicaName: '{replica}', orderByFields: ['id'] }
 */
export interface ReplicatedMergeTreeConfig<T> extends Replicated<T> {
  readonly engine: Engines.ReplicatedMergeTree;
}
/**
 * {@link ReplacingMergeTreeConfig}, replicated.
 * @example { engine: ClickHouseEngines.ReplicatedReplacingMergeTree, ver: 'version', isDeleted: 'gone', orderByFields: ['id'] }
 */
export interface ReplicatedReplacingMergeTreeConfig<T> extends Replicated<T>, ReplacingParameters<T> {
  readonly engine: Engines.ReplicatedReplacingMergeTree;
}
/**
 * {@link AggregatingMergeTreeConfig}, replicated.
 * @example { engine: ClickHouseEngines.ReplicatedAggregatingMergeTree, orderByFields: ['day'] }
 */
export interface ReplicatedAggregatingMergeTreeConfig<T> extends Replicated<T> {
  readonly engine: Engines.ReplicatedAggregatingMergeTree;
}
/**
 * {@link SummingMergeTreeConfig}, replicated.
 * @example { engine: ClickHouseEngines.ReplicatedSummingMergeTree, columns: ['hits'], orderByFields: ['day'] }
 */
export interface ReplicatedSummingMergeTreeConfig<T> extends Replicated<T>, SummingParameters {
  readonly engine: Engines.ReplicatedSummingMergeTree;
}
/**
 * {@link CoalescingMergeTreeConfig}, replicated.
 * @example { engine: ClickHouseEngines.ReplicatedCoalescingMergeTree, columns: ['name'], orderByFields: ['id'] }
 */
export interface ReplicatedCoalescingMergeTreeConfig<T> extends Replicated<T>, SummingParameters {
  readonly engine: Engines.ReplicatedCoalescingMergeTree;
}
/**
 * {@link CollapsingMergeTreeConfig}, replicated.
 * @example { engine: ClickHouseEngines.ReplicatedCollapsingMergeTree, sign: 'sign', orderByFields: ['id'] }
 */
export interface ReplicatedCollapsingMergeTreeConfig<T> extends Replicated<T>, CollapsingParameters<T> {
  readonly engine: Engines.ReplicatedCollapsingMergeTree;
}
/**
 * {@link VersionedCollapsingMergeTreeConfig}, replicated.
 * @example { engine: ClickHouseEngines.ReplicatedVersionedCollapsingMergeTree, sign: 'sign', ver: 'version', orderByFields: ['id'] }
 */
export interface ReplicatedVersionedCollapsingMergeTreeConfig<T>
  extends Replicated<T>,
    VersionedCollapsingParameters<T> {
  readonly engine: Engines.ReplicatedVersionedCollapsingMergeTree;
}
/**
 * {@link GraphiteMergeTreeConfig}, replicated.
 * @example { engine: ClickHouseEngines.ReplicatedGraphiteMergeTree, configSection: 'graphite_rollup', orderByFields: ['Path', 'Time'] }
 */
export interface ReplicatedGraphiteMergeTreeConfig<T> extends Replicated<T>, GraphiteParameters {
  readonly engine: Engines.ReplicatedGraphiteMergeTree;
}

/**
 * Config of an {@link OlapTable}; `engine` decides what else it holds. Without `engine` it is a MergeTree.
 * @example { engine: ClickHouseEngines.ReplacingMergeTree, orderByFields: ['id'], settings: { merge_max_block_size: '4096' } }
 */
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
  | ObjectStoreConfig<T>
  | QueueConfig<T>
  | DatabaseEngineConfig<T>
  | ForwardingConfig<T>
  | SimpleEngineConfig<T>
  | GenerateRandomConfig<T>
  | KeyValueConfig<T>
  | FileEngineConfig<T>
  | CollectionConfig<T>;
