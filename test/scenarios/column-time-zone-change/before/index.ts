import { type DateTime, type DateTime64, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime<'Europe/Berlin'>;
  seen: DateTime64<3, 'UTC'>;
  exact: DateTime64<3, 'UTC'>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
