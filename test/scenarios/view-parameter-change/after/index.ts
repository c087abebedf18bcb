import { type Key, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  path: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });

export const some = new View('some_visits', {
  selectStatement: sql.statement`SELECT id FROM ${visits} WHERE path = {path:String} AND id IN {ids: Array(UInt64)}`,
  baseTables: [visits],
  sqlSecurity: 'INVOKER',
});
