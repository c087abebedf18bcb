import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const added = new OlapTable<Order>('added', { orderByFields: ['id'] });
export const changed = new OlapTable<Order>('changed', { orderByFields: ['id'], comment: 'ENGINE = Memory' });
export const removed = new OlapTable<Order>('removed', { orderByFields: ['id'], comment: 'TTL now()' });
