import { type Enum8, type Enum16, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  state: Enum8<{ open: 1; paid: 2 }>;
  level: Enum16<{ low: -5; high: 5; top: 500 }>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
