import {
  type ClickHouseJson,
  type ClickHouseNamedTuple,
  type ClickHouseType,
  type DateTimeString,
  type Enum16,
  type Int8,
  type Key,
  OlapTable,
  type UInt64,
} from 'moose-migrate';

enum Level {
  Low = 1,
  High = 300,
}

interface Row {
  id: Key<UInt64>;
  int: number & ClickHouseType<'INT'>;
  text: string & ClickHouseType<'VARCHAR(20)'>;
  decimal: string & ClickHouseType<'Decimal64(2)'>;
  moment: DateTimeString;
  tuple: { a: string; b?: string } & ClickHouseNamedTuple;
  nested?: { a: string; b?: number };
  enumeration: Enum16<{ high: 300; low: -5 }>;
  level: Level;
  json: { b: string; a: Int8 } & ClickHouseJson<64, 8, ['x.y', 'b c'], ['^tmp', "it's"]>;
  list?: string[];
  lists: (string | null)[];
  map: Record<string, string | null>;
  choice: 'one' | 'two';
  variant: string & ClickHouseType<'Variant(UInt8, String, Array(String))'>;
  point: string & ClickHouseType<'Point'>;
}

export const rows = new OlapTable<Row>('rows', { orderByFields: ['id'] });
