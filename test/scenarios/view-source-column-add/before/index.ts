import { type Key, OlapTable, sql, type UInt32, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const all = new View('everything', {
  selectStatement: sql.statement`SELECT * FROM ${orders}`,
  baseTables: [orders],
});
export const big = new View('big', {
  selectStatement: sql.statement`SELECT id, amount FROM ${orders} WHERE amount > 2`,
  baseTables: [orders],
});
