import {
  type Aggregated,
  ClickHouseEngines,
  type Key,
  OlapTable,
  type SimpleAggregated,
  type UInt64,
} from 'moose-migrate';

interface Daily {
  day: Key<string>;
  visitors: string & Aggregated<'uniq', [string]>;
  spread: number & Aggregated<'quantiles(0.5, 0.9)', [UInt64]>;
  last: UInt64 & SimpleAggregated<'max', UInt64>;
}

export const daily = new OlapTable<Daily>('daily', {
  engine: ClickHouseEngines.AggregatingMergeTree,
  orderByFields: ['day'],
});
