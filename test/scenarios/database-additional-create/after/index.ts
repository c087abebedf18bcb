import { type Key, MaterializedView, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const archived = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  database: 'arch-ive',
  comment: 'the same name elsewhere',
});
export const archiving = new MaterializedView<Order>({
  materializedViewName: 'archiving',
  selectStatement: sql.statement`SELECT id FROM ${orders}`,
  selectTables: [orders],
  targetTable: archived,
});
export const both = new View('both', {
  selectStatement: sql.statement`SELECT id FROM ${orders} UNION ALL SELECT id FROM ${archived}`,
  baseTables: [orders, archived],
  database: 'arch-ive',
});
