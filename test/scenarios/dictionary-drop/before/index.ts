import {
  type ClickHouseDefault,
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

interface Visit {
  id: Key<UInt64>;
  country: string;
  kept: string & ClickHouseDefault<"dictGet('local.country_names', 'name', country)">;
  gone: string & ClickHouseDefault<"dictGet('local.country_names', 'name', country)">;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

export const named = new View('named', {
  selectStatement: sql.statement`SELECT id, ${names.get('name', 'country')} AS name FROM ${visits}`,
  baseTables: [visits, names],
});
