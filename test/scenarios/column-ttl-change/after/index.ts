import { type ClickHouseTTL, type DateTime, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  agent: string & ClickHouseTTL<'at + INTERVAL 40 YEAR'>;
  path: string & ClickHouseTTL<'at + INTERVAL 30 YEAR'>;
  referrer: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
