import {
  type ClickHouseCodec,
  type ClickHouseColumnSettings,
  type ClickHouseDefault,
  ClickHouseEngines,
  type ClickHouseMaterialized,
  type ClickHouseStatistics,
  type ClickHouseTTL,
  type DateTime,
  type Key,
  type LowCardinality,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });

interface Visit {
  id: UInt64;
  at: DateTime;
  site: string & LowCardinality & ClickHouseDefault<"'main'">;
  /** What the browser says it is. */
  agent: string & ClickHouseTTL<'at + INTERVAL 20 YEAR'> & ClickHouseCodec<'ZSTD(3)'>;
  millis: UInt32 &
    ClickHouseStatistics<'minmax, tdigest'> &
    ClickHouseColumnSettings<{ max_compress_block_size: 524288 }>;
  day: string & ClickHouseMaterialized<'toString(toDate(at))'>;
}

export const visits = new OlapTable<Visit>('visits', {
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'millis',
  orderByFields: ['site', 'at', 'id'],
  primaryKeyExpression: '(site, at)',
  partitionBy: 'toYYYYMM(at)',
  ttl: 'at + INTERVAL 30 YEAR',
  settings: { merge_max_block_size: '4096', min_rows_for_wide_part: '1' },
  comment: "every visit; it's never changed",
  indexes: [
    {
      name: 'by_agent',
      expression: 'lower(agent)',
      type: 'tokenbf_v1',
      arguments: ['256', '2', '0'],
      granularity: 4,
    },
  ],
  constraints: [
    { name: 'has_site', expression: "site != ''" },
    { name: 'from_2020', expression: "at > '2020-01-01 00:00:00'", type: 'ASSUME' },
  ],
});

interface Sampled {
  id: UInt64;
  hash: UInt64;
}

export const sampled = new OlapTable<Sampled>('sampled', {
  orderByExpression: '(id, intHash32(hash))',
  sampleByExpression: 'intHash32(hash)',
  projections: [{ name: 'per_hash', body: 'hash, count() GROUP BY hash' }],
});
