import { type Key, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const moved = new View('moved', {
  selectStatement: sql.statement`SELECT id FROM ${orders}`,
  baseTables: [orders],
});
