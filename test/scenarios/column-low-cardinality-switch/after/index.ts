import { type Key, type LowCardinality, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  channel: string & LowCardinality;
  country?: string;
  labels: (string & LowCardinality)[];
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
