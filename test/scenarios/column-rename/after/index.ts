import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  total: UInt64;
  note: string;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
