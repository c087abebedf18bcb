import {
  type DateTime,
  type Float32,
  type Int8,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Measure {
  id: Key<UInt64>;
  small: Int8;
  amount: UInt32;
  ratio: Float32;
  at: DateTime;
  counts: UInt32[];
}

export const measures = new OlapTable<Measure>('measures', { orderByFields: ['id'] });
