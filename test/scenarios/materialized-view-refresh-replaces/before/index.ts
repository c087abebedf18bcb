import { type Key, LifeCycle, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
}

interface Count {
  visits: UInt64;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const counts = new OlapTable<Count>('counts', { orderByFields: ['visits'] });
export const bare = new OlapTable<Count>('bare', { orderByFields: ['visits'] });
export const kept = new OlapTable<Count>('kept', {
  orderByFields: ['visits'],
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});
