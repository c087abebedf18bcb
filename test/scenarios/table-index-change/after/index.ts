import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  path: string;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  indexes: [
    { name: 'added', expression: 'path', type: 'bloom_filter', arguments: ['0.02'] },
    { name: 'changed', expression: 'amount', type: 'set', arguments: ['50'], granularity: 2 },
    { name: 'kept', expression: 'lower(path)', type: 'tokenbf_v1(256, 2, 0)', granularity: 4 },
  ],
});
