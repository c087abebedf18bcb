/**
 * Table engines. The value is ClickHouse's own name.
 *
 * @see https://clickhouse.com/docs/engines/table-engines
 * @example new OlapTable<Event>('events', { engine: ClickHouseEngines.ReplacingMergeTree, ver: 'updatedAt', orderByFields: ['id'] })
 */
export enum ClickHouseEngines {
  MergeTree = 'MergeTree',
  ReplacingMergeTree = 'ReplacingMergeTree',
  SummingMergeTree = 'SummingMergeTree',
  AggregatingMergeTree = 'AggregatingMergeTree',
  CollapsingMergeTree = 'CollapsingMergeTree',
  VersionedCollapsingMergeTree = 'VersionedCollapsingMergeTree',
  GraphiteMergeTree = 'GraphiteMergeTree',
  CoalescingMergeTree = 'CoalescingMergeTree',
  ReplicatedMergeTree = 'ReplicatedMergeTree',
  ReplicatedReplacingMergeTree = 'ReplicatedReplacingMergeTree',
  ReplicatedSummingMergeTree = 'ReplicatedSummingMergeTree',
  ReplicatedAggregatingMergeTree = 'ReplicatedAggregatingMergeTree',
  ReplicatedCollapsingMergeTree = 'ReplicatedCollapsingMergeTree',
  ReplicatedVersionedCollapsingMergeTree = 'ReplicatedVersionedCollapsingMergeTree',
  ReplicatedGraphiteMergeTree = 'ReplicatedGraphiteMergeTree',
  ReplicatedCoalescingMergeTree = 'ReplicatedCoalescingMergeTree',
  S3Queue = 'S3Queue',
  S3 = 'S3',
  IcebergS3 = 'IcebergS3',
  Kafka = 'Kafka',
  Buffer = 'Buffer',
  Distributed = 'Distributed',
  Merge = 'Merge',
  Memory = 'Memory',
  Null = 'Null',
  Log = 'Log',
  TinyLog = 'TinyLog',
  StripeLog = 'StripeLog',
  Join = 'Join',
  Set = 'Set',
  EmbeddedRocksDB = 'EmbeddedRocksDB',
  KeeperMap = 'KeeperMap',
  URL = 'URL',
  File = 'File',
}
