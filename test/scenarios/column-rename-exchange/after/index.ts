import { type Key, OlapTable, type RenamedFrom, type UInt64 } from 'moose-migrate';

interface Parcel {
  id: Key<UInt64>;
  width: string & RenamedFrom<'label'>;
  label: boolean & RenamedFrom<'fragile'>;
  fragile: UInt64 & RenamedFrom<'width'>;
  depth: string & RenamedFrom<'place'>;
  place: UInt64 & RenamedFrom<'depth'>;
}

export const parcels = new OlapTable<Parcel>('parcels', { orderByFields: ['id'] });
