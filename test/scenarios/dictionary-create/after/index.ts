import {
  type ClickHouseAlias,
  type Key,
  OlapDictionary,
  OlapTable,
  sql,
  type UInt64,
  View,
} from 'moose-migrate';

interface Country {
  code: Key<string>;
  name: string;
  people: UInt64;
}

export const countries = new OlapTable<Country>('countries', { orderByFields: ['code'] });

interface CountryName {
  code: string;
  name: string;
}

export const names = new OlapDictionary<CountryName>('country_names', {
  sourceTable: countries,
  primaryKey: ['code'],
  columns: { name: { defaultValue: "'nowhere'" } },
  layout: { type: 'HASHED', shards: 2 },
  lifetime: { min: 300, max: 600 },
  comment: 'names by code',
});

interface CountryPeople {
  code: string;
  people: UInt64;
}

export const people = new OlapDictionary<CountryPeople>('country_people', {
  sourceQuery: sql.statement`SELECT code, people FROM ${countries} WHERE people > 0`,
  sourceTables: [countries],
  primaryKey: ['code'],
  layout: { type: 'COMPLEX_KEY_CACHE', sizeInCells: 4000 },
  lifetime: 45,
  user: 'reader',
  password: 'hunter2',
});

interface Rate {
  id: UInt64;
  from: Date;
  to: Date;
  rate: number;
}

export const rates = new OlapDictionary<Rate>('rates', {
  externalSource: {
    type: 'http',
    url: 'https://rates.example/all.tsv',
    format: 'TSV',
    headers: { 'X-Api-Key': 'hunter2' },
  },
  primaryKey: ['id'],
  layout: { type: 'RANGE_HASHED', rangeLookupStrategy: 'max' },
  range: { min: 'from', max: 'to' },
  lifetime: 3600,
});

interface Visit {
  id: Key<UInt64>;
  country: string;
  countryName: string & ClickHouseAlias<"dictGet('local.country_names', 'name', country)">;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

export const crowds = new View('crowds', {
  selectStatement: sql.statement`SELECT id, ${people.get('people', 'country')} AS people FROM ${visits}`,
  baseTables: [visits, people],
});
