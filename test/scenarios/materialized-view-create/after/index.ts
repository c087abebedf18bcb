import {
  type Aggregated,
  ClickHouseEngines,
  type DateTime,
  type Key,
  MaterializedView,
  OlapTable,
  sql,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  millis: UInt32;
  site: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

interface Daily {
  site: string;
  day: DateTime;
  visits: UInt64;
}

export const daily = new OlapTable<Daily>('daily', {
  engine: ClickHouseEngines.SummingMergeTree,
  columns: ['visits'],
  orderByFields: ['site', 'day'],
});

interface Total {
  site: string;
  total: string & Aggregated<'sum', [UInt64]>;
}

// It reads what the other one writes, and comes first by its name.
export const total = new MaterializedView<Total>({
  materializedViewName: 'a_total_mv',
  selectStatement: sql.statement`SELECT site, sumState(visits) AS total FROM ${daily} GROUP BY site`,
  selectTables: [daily],
  targetTable: { name: 'total', engine: ClickHouseEngines.AggregatingMergeTree, orderByFields: ['site'] },
});
export const countVisits = new MaterializedView<Daily>({
  materializedViewName: 'daily_mv',
  selectStatement: sql.statement`SELECT site, toStartOfDay(at) AS day, count() AS visits FROM ${visits} GROUP BY site, day`,
  selectTables: [visits],
  targetTable: daily,
  comment: 'counts as they arrive',
});
