import { type Key, LifeCycle, MaterializedView, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  old: string;
}

const lifeCycle = LifeCycle.DELETION_PROTECTED;

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'], lifeCycle });
export const archive = new OlapTable<Order>('archive', { orderByFields: ['id'], lifeCycle });
export const shown = new View('shown', {
  selectStatement: sql.statement`SELECT id FROM ${archive}`,
  baseTables: [archive],
  lifeCycle,
});
export const copying = new MaterializedView<Order>({
  materializedViewName: 'copying',
  selectStatement: sql.statement`SELECT id, old FROM ${orders}`,
  selectTables: [orders],
  targetTable: archive,
  lifeCycle,
});
