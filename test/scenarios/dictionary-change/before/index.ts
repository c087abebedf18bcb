import { type Key, OlapDictionary, OlapTable, type UInt64 } from 'moose-migrate';

interface Country {
  code: Key<string>;
  name: string;
  people: UInt64;
}

export const countries = new OlapTable<Country>('countries', { orderByFields: ['code'] });

interface Named {
  code: string;
  name: string;
}

export const names = new OlapDictionary<Named>('country_names', {
  sourceTable: countries,
  primaryKey: ['code'],
  layout: { type: 'COMPLEX_KEY_HASHED' },
  lifetime: 60,
  comment: 'names',
});

interface Coded {
  code: string;
  people: UInt64;
}

export const people = new OlapDictionary<Coded>('country_people', {
  sourceTable: countries,
  primaryKey: ['code'],
  layout: 'COMPLEX_KEY_HASHED(SHARDS 3)',
  lifetime: 45,
  comment: 'before',
});

interface Visit {
  id: Key<UInt64>;
  country: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
