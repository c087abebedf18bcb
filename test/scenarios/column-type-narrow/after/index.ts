import { type FixedString, type Key, OlapTable, type UInt16, type UInt64 } from 'moose-migrate';

interface Measure {
  id: Key<UInt64>;
  amount: UInt16;
  code: UInt16;
  note: FixedString<8>;
}

export const measures = new OlapTable<Measure>('measures', { orderByFields: ['id'] });
