import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const one = new OlapTable<Visit>('one', { orderByFields: ['id'] });
export const two = new OlapTable<Visit>('two', { orderByFields: ['id'] });
export const copying = new MaterializedView<Visit>({
  materializedViewName: 'copying',
  selectStatement: sql.statement`SELECT id FROM ${visits} WHERE id > 2`,
  selectTables: [visits],
  targetTable: two,
});
