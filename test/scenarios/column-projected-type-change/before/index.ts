import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  path: string;
  millis: UInt32;
}

export const visits = new OlapTable<Visit>('visits', {
  orderByFields: ['id'],
  indexes: [{ name: 'by_millis', expression: 'millis', type: 'minmax', granularity: 2 }],
  projections: [
    { name: 'per_path', body: 'path, max(millis) GROUP BY path' },
    { name: 'sorted', body: 'SELECT * ORDER BY path' },
  ],
});
