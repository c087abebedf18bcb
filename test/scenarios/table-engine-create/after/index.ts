import {
  type Aggregated,
  ClickHouseEngines,
  type Int8,
  type Key,
  OlapTable,
  type SimpleAggregated,
  type UInt8,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });

interface Row {
  id: Key<UInt64>;
  sign: Int8;
  ver: UInt64;
  gone: UInt8;
  n: UInt64;
  m: UInt64;
}

const sorted = { orderByFields: ['id'] } as const;

export const replacing = new OlapTable<Row>('replacing', {
  ...sorted,
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'ver',
  isDeleted: 'gone',
});
export const collapsing = new OlapTable<Row>('collapsing', {
  ...sorted,
  engine: ClickHouseEngines.CollapsingMergeTree,
  sign: 'sign',
});
export const versioned = new OlapTable<Row>('versioned', {
  ...sorted,
  engine: ClickHouseEngines.VersionedCollapsingMergeTree,
  sign: 'sign',
  ver: 'ver',
});
export const summing = new OlapTable<Row>('summing', {
  ...sorted,
  engine: ClickHouseEngines.SummingMergeTree,
  columns: ['n', 'm'],
});
export const coalescing = new OlapTable<Row>('coalescing', {
  ...sorted,
  engine: ClickHouseEngines.CoalescingMergeTree,
});

interface Daily {
  day: Key<string>;
  visitors: string & Aggregated<'uniq', [string]>;
  last: UInt64 & SimpleAggregated<'max', UInt64>;
  spread: number & Aggregated<'quantiles(0.5, 0.9)', [UInt64]>;
}

export const daily = new OlapTable<Daily>('daily', {
  engine: ClickHouseEngines.AggregatingMergeTree,
  orderByFields: ['day'],
});

export const all = new OlapTable<Order>('all', {
  engine: ClickHouseEngines.Merge,
  sourceDatabase: 'local',
  tablesRegexp: '^orders',
});
export const buffer = new OlapTable<Order>('buffer', {
  engine: ClickHouseEngines.Buffer,
  targetDatabase: 'local',
  targetTable: 'orders',
  numLayers: 4,
  minTime: 10,
  maxTime: 100,
  minRows: 1000,
  maxRows: 10000,
  minBytes: 100000,
  maxBytes: 1000000,
});
export const nothing = new OlapTable<Order>('nothing', { engine: ClickHouseEngines.Null });
export const memory = new OlapTable<Order>('memory', { engine: ClickHouseEngines.Memory });
