import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
