import { ClickHouseEngines, type DateTime, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: UInt64;
  at: DateTime;
  ver: UInt64;
  n: UInt64;
}

const sorted = { orderByFields: ['id', 'at'] } as const;

export const partitioned = new OlapTable<Visit>('partitioned', { ...sorted, partitionBy: 'toYYYYMMDD(at)' });
export const unpartitioned = new OlapTable<Visit>('unpartitioned', { ...sorted, partitionBy: 'toYear(at)' });
export const keyed = new OlapTable<Visit>('keyed', { ...sorted, primaryKeyExpression: '(id, at)' });
export const engine = new OlapTable<Visit>('engine', {
  ...sorted,
  engine: ClickHouseEngines.ReplacingMergeTree,
});
export const version = new OlapTable<Visit>('version', {
  ...sorted,
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'ver',
});
export const sums = new OlapTable<Visit>('sums', {
  ...sorted,
  engine: ClickHouseEngines.SummingMergeTree,
  columns: ['n', 'ver'],
});
