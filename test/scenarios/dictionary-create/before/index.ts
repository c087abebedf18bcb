import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Country {
  code: Key<string>;
  name: string;
  people: UInt64;
}

export const countries = new OlapTable<Country>('countries', { orderByFields: ['code'] });

interface Visit {
  id: Key<UInt64>;
  country: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
