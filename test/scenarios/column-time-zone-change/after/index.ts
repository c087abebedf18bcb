import { type DateTime, type DateTime64, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  seen: DateTime64<3, 'Asia/Tokyo'>;
  exact: DateTime64<6, 'UTC'>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
