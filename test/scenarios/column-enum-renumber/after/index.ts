import { type Enum8, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  state: Enum8<{ draft: 1; open: 2; paid: 3 }>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
