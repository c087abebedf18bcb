import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

interface Count {
  visits: UInt64;
}

export const counting = new MaterializedView<Count>({
  materializedViewName: 'counting',
  selectStatement: sql.statement`SELECT count() AS visits FROM ${visits}`,
  selectTables: [visits],
  targetTable: { name: 'counts', orderByFields: ['visits'] },
  refreshConfig: { interval: { type: 'every', value: 60, unit: 'minute' }, offset: { value: 5, unit: 'minute' } },
  comment: 'once an hour',
});
