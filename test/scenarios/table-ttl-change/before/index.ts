import { type DateTime, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
}

export const added = new OlapTable<Visit>('added', { orderByFields: ['id'] });
export const changed = new OlapTable<Visit>('changed', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 20 YEAR',
});
export const kept = new OlapTable<Visit>('kept', {
  orderByFields: ['id'],
  ttl: 'TTL at+INTERVAL 12 MONTH DELETE',
});
export const removed = new OlapTable<Visit>('removed', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 20 YEAR DELETE WHERE id > 7',
});
