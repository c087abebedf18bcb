import { type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

interface Count {
  visits: UInt64;
}

export const hourly = new MaterializedView<Count>({
  materializedViewName: 'hourly',
  selectStatement: sql.statement`SELECT count() AS visits FROM ${visits}`,
  selectTables: [visits],
  targetTable: { name: 'hourly_counts', orderByFields: ['visits'] },
  refresh: { every: '1 HOUR', empty: true },
});

export const counting = new MaterializedView<Count>({
  materializedViewName: 'counting',
  selectStatement: sql.statement`SELECT count() + 1 AS visits FROM ${visits}`,
  selectTables: [visits],
  targetTable: { name: 'counts', orderByFields: ['visits'] },
  refresh: {
    after: '36 HOUR',
    randomize: '100 SECOND',
    dependsOn: [hourly],
    settings: { refresh_retries: 4 },
    empty: true,
  },
  comment: 'after the other',
});
