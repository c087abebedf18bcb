import {
  type ClickHouseJson,
  type ClickHouseNamedTuple,
  type ClickHousePoint,
  type DateTime64,
  type Decimal,
  type Enum16,
  type Int8,
  type Int32,
  type Key,
  type LowCardinality,
  OlapTable,
  type UInt8,
  type UInt64,
  type Variant,
} from 'moose-migrate';

enum Level {
  High = 300,
  Low = 1,
}

interface Row {
  id: Key<UInt64>;
  int: Int32;
  text: string;
  decimal: Decimal<18, 2>;
  moment: DateTime64<9>;
  tuple: { a: string; b: string | null } & ClickHouseNamedTuple;
  nested: { a: string; b: number | null };
  enumeration: Enum16<{ low: -5; high: 300 }>;
  level: Level;
  json: { a: Int8; b: string } & ClickHouseJson<64, 8, ['x.y', 'b c'], ['^tmp', "it's"]>;
  list: string[];
  lists: (string | null)[];
  map: Record<string, string | null>;
  choice: string & LowCardinality;
  variant: Variant<[string[], string, UInt8]>;
  point: ClickHousePoint;
}

export const rows = new OlapTable<Row>('rows', { orderByFields: ['id'] });
