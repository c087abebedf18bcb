import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const added = new OlapTable<Order>('added', {
  orderByFields: ['id'],
  comment: "it's a `table` of \\ SETTINGS x = 1; DROP TABLE y -- ?",
});
export const changed = new OlapTable<Order>('changed', { orderByFields: ['id'], comment: 'two\nlines' });
export const removed = new OlapTable<Order>('removed', { orderByFields: ['id'] });
