import {
  type ClickHouseTTL,
  type DateTime,
  type Key,
  type LowCardinality,
  OlapTable,
  type UInt64,
} from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  path: string & ClickHouseTTL<'at + INTERVAL 20 YEAR'>;
  site: string;
  country?: string & LowCardinality;
}

export const visits = new OlapTable<Visit>('visits', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 30 YEAR',
  partitionBy: 'toYYYYMM(at)',
});
