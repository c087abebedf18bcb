import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  constraints: [
    { name: 'kept', expression: 'amount < 5000' },
    { name: 'changed', expression: 'amount > 10' },
    { name: 'added', expression: 'id < 1000000' },
    { name: 'believed', expression: 'id < 2000000', type: 'ASSUME' },
  ],
});
