/**
 * What the users of a sealed engine may do: everything that ends inside its data directory. Reading and writing elsewhere
 * are rights of their own: https://clickhouse.com/docs/sql-reference/statements/grant#sources
 */
export const HARMLESS_RIGHTS: readonly string[] = [
  'SHOW',
  'SELECT',
  'INSERT',
  'ALTER',
  'CREATE',
  'DROP',
  'UNDROP TABLE',
  'TRUNCATE',
  'OPTIMIZE',
  'KILL QUERY',
  'MOVE PARTITION BETWEEN SHARDS',
  'SYSTEM',
  'dictGet',
];

/** Engines of tables and databases that keep to the data directory, as their rights name them. */
export const HARMLESS_ENGINES: readonly string[] = [
  'Atomic',
  'View',
  'MaterializedView',
  'MergeTree',
  'ReplacingMergeTree',
  'AggregatingMergeTree',
  'SummingMergeTree',
  'CoalescingMergeTree',
  'CollapsingMergeTree',
  'VersionedCollapsingMergeTree',
  'GraphiteMergeTree',
  'Null',
  'Memory',
  'Log',
  'TinyLog',
  'StripeLog',
  'Set',
  'Join',
  'Buffer',
  'Merge',
  'Dictionary',
  'GenerateRandom',
  'KeeperMap',
];
