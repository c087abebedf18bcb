import {
  type ClickHouseTTL,
  type Key,
  LifeCycle,
  OlapTable,
  type UInt8,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Reading {
  id: Key<UInt64>;
  at: Date;
  narrowed: UInt32;
  widened: UInt8;
  required?: string;
  kept: string & ClickHouseTTL<'at + INTERVAL 90 DAY'>;
}

export const readings = new OlapTable<Reading>('readings', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 400 DAY',
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});
export const endless = new OlapTable<Reading>('endless', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 500 DAY',
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});
