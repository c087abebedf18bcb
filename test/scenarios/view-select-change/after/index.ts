import { type Key, OlapTable, sql, type UInt32, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
  tax: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const amounts = new View('amounts', {
  selectStatement: sql.statement`SELECT id, amount, tax FROM ${orders} WHERE amount > 1`,
  baseTables: [orders],
  comment: 'every amount',
});
export const sums = new View('sums', {
  selectStatement: sql.statement`SELECT sum(amount) AS total, sum(tax) AS taxes FROM ${amounts}`,
  baseTables: [amounts],
});
