import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  constraints: [
    { name: 'kept', expression: '(amount < 5000)' },
    { name: 'changed', expression: 'amount > 0' },
    { name: 'dropped', expression: 'id > 0', type: 'ASSUME' },
  ],
});
