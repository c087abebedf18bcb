import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  path: string;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  projections: [
    { name: 'kept', body: 'select path,count() group by path' },
    { name: 'changed', body: 'SELECT * ORDER BY amount' },
    { name: 'dropped', body: 'SELECT path ORDER BY path' },
  ],
});
