import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  path: string;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  indexes: [
    {
      name: 'kept',
      expression: 'lower( path )',
      type: 'tokenbf_v1',
      arguments: ['256', '2', '0'],
      granularity: 4,
    },
    { name: 'changed', expression: 'amount', type: 'minmax', granularity: 3 },
    { name: 'dropped', expression: '(id, amount)', type: 'set', arguments: ['100'] },
  ],
});
