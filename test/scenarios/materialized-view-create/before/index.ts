import { type DateTime, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  millis: UInt32;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
