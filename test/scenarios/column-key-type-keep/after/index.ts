import { type DateTime, type LowCardinality, OlapTable, type UInt32 } from 'moose-migrate';

enum State {
  Open = 'open',
  Paid = 'paid',
  Sent = 'sent',
}

interface Order {
  /** Where it came in. */
  channel: string & LowCardinality;
  state: State;
  at: DateTime;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['channel', 'state', 'at'] });
