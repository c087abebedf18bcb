import { type ClickHouseDefault, type Key, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  country: string;
  kept: string & ClickHouseDefault<'upper(country)'>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

export const named = new View('named', {
  selectStatement: sql.statement`SELECT id, country AS name FROM ${visits}`,
  baseTables: [visits],
});
