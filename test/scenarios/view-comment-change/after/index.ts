import {
  ClickHouseEngines,
  type Key,
  MaterializedView,
  OlapTable,
  sql,
  type UInt64,
  View,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const added = new View('added', {
  selectStatement: sql.statement`SELECT id FROM ${orders}`,
  baseTables: [orders],
  comment: "it's AS SELECT 1",
});
export const changed = new View('changed', {
  selectStatement: sql.statement`SELECT id FROM ${orders}`,
  baseTables: [orders],
  comment: 'three',
});
export const removed = new View('removed', {
  selectStatement: sql.statement`SELECT id FROM ${orders}`,
  baseTables: [orders],
});
export const counting = new MaterializedView<Order>({
  materializedViewName: 'counting',
  selectStatement: sql.statement`SELECT id FROM ${orders}`,
  selectTables: [orders],
  targetTable: { name: 'ids', engine: ClickHouseEngines.MergeTree, orderByFields: ['id'] },
  comment: 'TO `nowhere`',
});
