import { type Key, OlapTable, sql, type UInt32, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
  old: string;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const amounts = new View('amounts', {
  selectStatement: sql.statement`SELECT id, amount, old FROM ${orders}`,
  baseTables: [orders],
  comment: 'every amount',
});
export const sums = new View('sums', {
  selectStatement: sql.statement`SELECT sum(amount) AS total FROM ${amounts}`,
  baseTables: [amounts],
});
