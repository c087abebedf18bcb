import { type Key, LifeCycle, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
}

interface Count {
  visits: UInt64;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const counts = new OlapTable<Count>('counts', { orderByFields: ['visits'] });
export const bare = new OlapTable<Count>('bare', { orderByFields: ['visits'] });
export const kept = new OlapTable<Count>('kept', {
  orderByFields: ['visits'],
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});
export const made = new OlapTable<Count>('made', {
  orderByFields: ['visits'],
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});

// Only a first run would change what the tables hold; here none comes.
const common = {
  selectStatement: sql.statement`SELECT count() AS visits FROM ${visits}`,
  selectTables: [visits],
};
const daily = { every: '1 DAY', empty: true };

export const counting = new MaterializedView<Count>({
  ...common,
  materializedViewName: 'counting',
  targetTable: counts,
  refresh: daily,
});
export const filling = new MaterializedView<Count>({
  ...common,
  materializedViewName: 'filling',
  targetTable: bare,
  refresh: daily,
});
export const keeping = new MaterializedView<Count>({
  ...common,
  materializedViewName: 'keeping',
  targetTable: kept,
  refresh: daily,
});
export const adding = new MaterializedView<Count>({
  ...common,
  materializedViewName: 'adding',
  targetTable: kept,
  refresh: { ...daily, append: true },
});
export const making = new MaterializedView<Count>({
  ...common,
  materializedViewName: 'making',
  targetTable: made,
  refresh: daily,
});
