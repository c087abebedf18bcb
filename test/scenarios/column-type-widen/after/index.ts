import { type DateTime64, type Float64, type Int32, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Measure {
  id: Key<UInt64>;
  small: Int32;
  amount: UInt64;
  ratio: Float64;
  at: DateTime64<3, 'UTC'>;
  counts: UInt64[];
}

export const measures = new OlapTable<Measure>('measures', { orderByFields: ['id'] });
