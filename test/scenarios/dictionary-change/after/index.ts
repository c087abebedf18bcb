import { type ClickHouseAlias, type Key, OlapDictionary, OlapTable, type UInt64 } from 'moose-migrate';

interface Country {
  code: Key<string>;
  name: string;
  people: UInt64;
}

export const countries = new OlapTable<Country>('countries', { orderByFields: ['code'] });

interface Named {
  code: string;
  name: string;
  people: UInt64;
}

export const names = new OlapDictionary<Named>('country_names', {
  sourceTable: countries,
  primaryKey: ['code'],
  layout: { type: 'COMPLEX_KEY_HASHED' },
  lifetime: { min: 30, max: 90 },
  comment: 'names and people',
});

interface Coded {
  code: string;
  people: UInt64;
}

export const people = new OlapDictionary<Coded>('country_people', {
  sourceTable: countries,
  primaryKey: ['code'],
  layout: { type: 'HASHED', shards: 3 },
  lifetime: { min: 0, max: 45 },
  comment: 'after',
});

interface Visit {
  id: Key<UInt64>;
  country: string;
  people: UInt64 & ClickHouseAlias<"dictGet('local.country_names', 'people', country)">;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
