import { type DateTime, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  site: string;
}

export const swapped = new OlapTable<Visit>('swapped', { orderByFields: ['id', 'at'] });
export const extended = new OlapTable<Visit>('extended', { orderByFields: ['id', 'at'] });
export const emptied = new OlapTable<Visit>('emptied', { orderByFields: ['id', 'at'] });
