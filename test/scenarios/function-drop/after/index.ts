import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  net: UInt32;
  gross: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
