import {
  type ClickHouseCodec,
  type ClickHouseStatistics,
  type DateTime,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  path: string & ClickHouseCodec<'ZSTD(4)'>;
  /** In cents. */
  amount: UInt64;
  site: string;
  loaded: UInt32 & ClickHouseStatistics<'tdigest'>;
}

export const visits = new OlapTable<Visit>('visits', {
  orderByFields: ['id', 'site'],
  ttl: 'at + INTERVAL 40 YEAR',
  settings: { min_rows_for_wide_part: '55' },
  comment: 'all of it changes',
  indexes: [{ name: 'by_path', expression: 'lower(path)', type: 'bloom_filter', granularity: 2 }],
  constraints: [{ name: 'new_one', expression: 'id < 1000' }],
  projections: [{ name: 'per_path', body: 'path, count() GROUP BY path' }],
});
