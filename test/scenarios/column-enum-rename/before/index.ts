import { type Enum8, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  state: Enum8<{ open: 1; payed: 2 }>;
  level: Enum8<{ low: -5; high: 5 }>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
