import {
  type Aggregated,
  type ClickHouseCodec,
  type ClickHouseDefault,
  ClickHouseEngines,
  type ClickHouseJson,
  type ClickHouseMaterialized,
  type ClickHousePrecision,
  type Float64,
  type Key,
  type LowCardinality,
  MaterializedView,
  OlapTable,
  sql,
  type UInt64,
} from 'moose-migrate';

enum State {
  Open = 'open',
  Paid = 'paid',
}

interface Order {
  id: Key<string>;
  at: Date & ClickHouseDefault<'now()'>;
  seen: Date & ClickHousePrecision<3>;
  /** How far it is */
  state: State;
  channel: string & LowCardinality;
  amount: number & ClickHouseCodec<'Delta, ZSTD'>;
  note?: string;
  items: { sku: string; amount: number };
  meta: { a: string } & ClickHouseJson<16, undefined, ['b']>;
  total: UInt64 & ClickHouseMaterialized<'toUInt64(amount * 100)'>;
}

export const orders = new OlapTable<Order>('Orders', {
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'at',
  orderByFields: ['id', 'at'],
  partitionBy: 'toYYYYMM(at)',
  ttl: 'at + INTERVAL 90 YEAR DELETE',
  indexes: [
    { name: 'by_channel', expression: 'channel', type: 'bloom_filter', arguments: ['0.01'], granularity: 3 },
  ],
  settings: { deduplicate_merge_projection_mode: 'rebuild' },
  projections: [{ name: 'per_channel', body: 'channel, count() GROUP BY channel' }],
});

interface Total {
  channel: string & LowCardinality;
  total: number & Aggregated<'sum', [Float64]>;
}

export const totals = new OlapTable<Total>('totals', {
  engine: ClickHouseEngines.AggregatingMergeTree,
  orderByFields: ['channel'],
  version: '0.1',
});
export const summing = new MaterializedView<Total>({
  materializedViewName: 'totals_mv',
  selectStatement: sql.statement`SELECT ${orders.columns.channel}, sumState(amount) AS total FROM ${orders} GROUP BY channel`,
  selectTables: [orders],
  targetTable: totals,
});
