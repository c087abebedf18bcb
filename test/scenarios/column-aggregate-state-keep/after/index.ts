import {
  type Aggregated,
  ClickHouseEngines,
  type Key,
  OlapTable,
  type SimpleAggregated,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Daily {
  day: Key<string>;
  visitors: string & Aggregated<'uniq', [string]>;
  spread: number & Aggregated<'quantiles(0.5, 0.9)', [UInt64]>;
  last: UInt64 & SimpleAggregated<'max', UInt64>;
  /** Bytes sent. */
  sent: UInt64 & SimpleAggregated<'sum', UInt64>;
  first: UInt32 & Aggregated<'min', [UInt32]>;
}

export const daily = new OlapTable<Daily>('daily', {
  engine: ClickHouseEngines.AggregatingMergeTree,
  orderByFields: ['day'],
});
