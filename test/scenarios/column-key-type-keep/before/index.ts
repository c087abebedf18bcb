import { type DateTime, OlapTable, type UInt32 } from 'moose-migrate';

enum State {
  Open = 'open',
  Paid = 'paid',
}

interface Order {
  channel: string;
  state: State;
  at: DateTime<'Europe/Berlin'>;
  amount: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['channel', 'state', 'at'] });
