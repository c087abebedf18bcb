import {
  type ClickHouseTTL,
  type Key,
  LifeCycle,
  OlapTable,
  type UInt8,
  type UInt16,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Reading {
  id: Key<UInt64>;
  at: Date;
  narrowed: UInt8;
  widened: UInt16;
  required: string;
  kept: string & ClickHouseTTL<'at + INTERVAL 30 DAY'>;
}

interface Endless {
  id: Key<UInt64>;
  at: Date;
  narrowed: UInt32;
  widened: UInt8;
  required?: string;
  kept: string;
}

export const readings = new OlapTable<Reading>('readings', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 20 DAY',
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});
export const endless = new OlapTable<Endless>('endless', {
  orderByFields: ['id'],
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});
