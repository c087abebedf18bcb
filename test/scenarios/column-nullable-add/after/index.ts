import { type Key, type LowCardinality, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  note?: string;
  amount: UInt32 | null;
  channel?: string & LowCardinality;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
