import { type Key, MaterializedView, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

export const all = new View('all_visits', {
  selectStatement: sql.statement`SELECT id FROM ${visits}`,
  baseTables: [visits],
  sqlSecurity: 'DEFINER',
  definer: 'moose',
  comment: 'as moose',
});

export const copies = new MaterializedView<Visit>({
  materializedViewName: 'copies_mv',
  selectStatement: sql.statement`SELECT id FROM ${visits}`,
  selectTables: [visits],
  targetTable: { name: 'copies', orderByFields: ['id'] },
  definer: 'moose',
});

export const open = new View('open_visits', {
  selectStatement: sql.statement`SELECT id FROM ${visits}`,
  baseTables: [visits],
  sqlSecurity: 'NONE',
});

export const openCopies = new MaterializedView<Visit>({
  materializedViewName: 'open_copies_mv',
  selectStatement: sql.statement`SELECT id + 1 AS id FROM ${visits}`,
  selectTables: [visits],
  targetTable: { name: 'open_copies', orderByFields: ['id'] },
  sqlSecurity: 'NONE',
});
