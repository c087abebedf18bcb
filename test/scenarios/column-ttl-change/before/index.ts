import { type ClickHouseTTL, type DateTime, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  agent: string;
  path: string & ClickHouseTTL<'at + INTERVAL 90 DAY'>;
  referrer: string & ClickHouseTTL<'at + INTERVAL 60 DAY'>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
