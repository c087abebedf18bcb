import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  millis: UInt64;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const totals = new OlapTable<Visit>('totals', { orderByFields: ['id'] });
