import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: Date;
  path: string;
  pages: UInt64;
  agent: string;
}

export const visits = new OlapTable<Visit>('visits', { version: '1.4', orderByFields: ['id'] });
