import {
  type DateTime64,
  type Key,
  type LowCardinality,
  OlapTable,
  type UInt32,
  type UInt64,
  type UUID,
} from 'moose-migrate';

enum State {
  Open = 'open',
  Paid = 'paid',
}

interface Order {
  id: Key<UInt64>;
  note?: string;
  amount?: UInt32;
  channel?: string & LowCardinality;
  state?: State;
  token?: UUID;
  sentAt?: DateTime64<3, 'UTC'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
