import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  millis: UInt64;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const totals = new OlapTable<Visit>('totals', { orderByFields: ['id'] });
export const copying = new MaterializedView<Visit>({
  materializedViewName: 'copying',
  selectStatement: sql.statement`SELECT millis * 2 AS millis, id FROM ${visits}`,
  selectTables: [visits],
  targetTable: totals,
});
