import {
  type Aggregated,
  ClickHouseEngines,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Daily {
  day: Key<string>;
  total: number & Aggregated<'sum', [UInt32]>;
}

export const daily = new OlapTable<Daily>('daily', {
  engine: ClickHouseEngines.AggregatingMergeTree,
  orderByFields: ['day'],
});

interface Row {
  id: Key<UInt64>;
  token: UInt64;
}

export const rows = new OlapTable<Row>('rows', { orderByFields: ['id'] });
