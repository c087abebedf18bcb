import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Measure {
  id: Key<UInt64>;
  amount: UInt64;
  code: string;
  note: string;
}

export const measures = new OlapTable<Measure>('measures', { orderByFields: ['id'] });
