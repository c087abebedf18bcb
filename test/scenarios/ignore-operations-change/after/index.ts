import {
  type ClickHouseDefault,
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
  path: string & ClickHouseTTL<'at + INTERVAL 1 DAY'>;
  site: string & LowCardinality & ClickHouseDefault<"'main'">;
  country?: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'], partitionBy: 'toYear(at)' });
