import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Parcel {
  id: Key<UInt64>;
  width: UInt64;
  label: string;
  fragile: boolean;
  depth: UInt64;
  place: string;
}

export const parcels = new OlapTable<Parcel>('parcels', { orderByFields: ['id'] });
