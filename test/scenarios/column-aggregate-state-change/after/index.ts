import {
  type Aggregated,
  ClickHouseEngines,
  type Key,
  OlapTable,
  type UInt64,
  type UUID,
} from 'moose-migrate';

interface Daily {
  day: Key<string>;
  total: number & Aggregated<'uniq', [UInt64]>;
}

export const daily = new OlapTable<Daily>('daily', {
  engine: ClickHouseEngines.AggregatingMergeTree,
  orderByFields: ['day'],
});

interface Row {
  id: Key<UInt64>;
  token: UUID;
}

export const rows = new OlapTable<Row>('rows', { orderByFields: ['id'] });
