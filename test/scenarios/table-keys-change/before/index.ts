import { ClickHouseEngines, type DateTime, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: UInt64;
  at: DateTime;
  ver: UInt64;
  n: UInt64;
}

const sorted = { orderByFields: ['id', 'at'] } as const;

export const partitioned = new OlapTable<Visit>('partitioned', { ...sorted, partitionBy: 'toYYYYMM(at)' });
export const unpartitioned = new OlapTable<Visit>('unpartitioned', sorted);
export const keyed = new OlapTable<Visit>('keyed', { ...sorted, primaryKeyExpression: 'id' });
export const engine = new OlapTable<Visit>('engine', sorted);
export const version = new OlapTable<Visit>('version', {
  ...sorted,
  engine: ClickHouseEngines.ReplacingMergeTree,
});
export const sums = new OlapTable<Visit>('sums', {
  ...sorted,
  engine: ClickHouseEngines.SummingMergeTree,
  columns: ['n'],
});
