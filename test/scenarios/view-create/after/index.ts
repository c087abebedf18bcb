import { type Key, OlapTable, sql, type UInt32, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
  channel: string;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });

// Declared before what it reads, and named so that it would come first.
export const top = new View('a_top', {
  selectStatement: 'SELECT channel, total FROM b_per_channel WHERE total > 5',
  baseTables: [],
  comment: "channels that aren't small",
});
export const perChannel = new View('b_per_channel', {
  selectStatement: sql.statement`SELECT ${orders.columns.channel}, sum(${orders.columns.amount}) AS total FROM ${orders} GROUP BY channel`,
  baseTables: [orders],
});
