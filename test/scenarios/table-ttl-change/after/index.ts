import { type DateTime, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
}

export const added = new OlapTable<Visit>('added', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 30 YEAR',
  comment: 'kept for long',
});
export const changed = new OlapTable<Visit>('changed', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 40 YEAR DELETE WHERE id < 5, at + INTERVAL 50 YEAR',
});
export const kept = new OlapTable<Visit>('kept', { orderByFields: ['id'], ttl: 'at + toIntervalMonth(12)' });
export const removed = new OlapTable<Visit>('removed', { orderByFields: ['id'] });
