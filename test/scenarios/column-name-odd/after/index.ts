import { type ClickHouseDefault, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Row {
  id: Key<UInt64>;
  'we-ird': UInt32;
  /** A keyword. */
  select: string;
  'größe €': UInt64;
  'back`tick': string & ClickHouseDefault<"'`'">;
  engine: string & ClickHouseDefault<'`select`'>;
  cattle_count: UInt64;
  Settings: string;
  'new-one': UInt32 & ClickHouseDefault<'`we-ird` + 1'>;
}

export const rows = new OlapTable<Row>('we-ird table', {
  orderByFields: ['id', 'we-ird'],
  comment: 'names that need quotes',
  indexes: [{ name: 'by-odd', expression: '`größe €`', type: 'minmax' }],
  constraints: [{ name: 'not-too-odd', expression: '`we-ird` < 1000' }],
  projections: [{ name: 'per-odd', body: '`we-ird`, count() GROUP BY `we-ird`' }],
});

interface Nested {
  id: Key<UInt64>;
  select: { from: string; 'a b': UInt32 };
  'dotted.name': UInt64 & ClickHouseDefault<'1'>;
}

export const nested = new OlapTable<Nested>('select', { orderByFields: ['id'] });
