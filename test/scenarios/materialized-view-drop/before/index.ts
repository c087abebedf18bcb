import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const copies = new OlapTable<Visit>('copies', { orderByFields: ['id'] });
export const copying = new MaterializedView<Visit>({
  materializedViewName: 'copying',
  selectStatement: sql.statement`SELECT id FROM ${visits}`,
  selectTables: [visits],
  targetTable: copies,
});
export const lost = new MaterializedView<Visit>({
  materializedViewName: 'losing',
  selectStatement: sql.statement`SELECT id FROM ${visits}`,
  selectTables: [visits],
  targetTable: { name: 'lost', orderByFields: ['id'] },
});
