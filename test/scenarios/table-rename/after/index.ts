import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  total: UInt64;
}

export const purchases = new OlapTable<Order>('purch-ases', { orderByFields: ['id'] });
