import { type ClickHouseDefault, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Row {
  id: Key<UInt64>;
  'we-ird': UInt32;
  select: string;
  'größe €': UInt32;
  'back`tick': string;
  engine: string;
  cattle_count: UInt32;
  Settings: string;
  old: string;
}

export const rows = new OlapTable<Row>('we-ird table', { orderByFields: ['id', 'we-ird'] });

interface Nested {
  id: Key<UInt64>;
  select: { from: string; 'a b': UInt32 };
  'dotted.name': UInt32 & ClickHouseDefault<'1'>;
}

export const nested = new OlapTable<Nested>('select', { orderByFields: ['id'] });
