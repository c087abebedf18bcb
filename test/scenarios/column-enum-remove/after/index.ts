import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

enum State {
  Open = 'open',
  Paid = 'paid',
}

interface Order {
  id: Key<UInt64>;
  state: State;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
