import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  path: string;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  projections: [
    { name: 'kept', body: 'path, count() GROUP BY path' },
    { name: 'changed', body: 'SELECT * ORDER BY path' },
    { name: 'added', body: 'SELECT path, max(amount) GROUP BY path' },
  ],
});
