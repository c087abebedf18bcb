import { ClickHouseEngines, type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  site: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

interface Sum {
  site: string;
  visits: UInt64;
}

export const sums = new OlapTable<Sum>('sums', {
  engine: ClickHouseEngines.SummingMergeTree,
  orderByFields: ['site'],
});
export const summing = new MaterializedView<Sum>({
  materializedViewName: 'sums_mv',
  selectStatement: sql.statement`SELECT site, count() AS visits FROM ${visits} GROUP BY site`,
  selectTables: [visits],
  targetTable: sums,
  comment: 'sums of visits',
});
