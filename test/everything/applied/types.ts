import {
  type Aggregated,
  type BFloat16,
  type ClickHouseGeometry,
  type ClickHouseJson,
  type ClickHouseLineString,
  type ClickHouseMultiLineString,
  type ClickHouseMultiPolygon,
  type ClickHouseNamedTuple,
  type ClickHousePoint,
  type ClickHousePolygon,
  type ClickHouseRing,
  type ClickHouseType,
  type Date16,
  type Date32,
  type DateTime,
  type DateTime64,
  type Decimal,
  type Dynamic,
  type Enum8,
  type Enum16,
  type FixedString,
  type Float32,
  type Int8,
  type Int16,
  type Int32,
  type Int64,
  type Int128,
  type Int256,
  type Interval,
  type IPv4,
  type IPv6,
  type Key,
  type LowCardinality,
  OlapTable,
  type QBit,
  type ServerDateTime,
  type SimpleAggregated,
  type Time,
  type Time64,
  type UInt8,
  type UInt16,
  type UInt32,
  type UInt64,
  type UInt128,
  type UInt256,
  type UUID,
  type Variant,
} from 'moose-migrate';

interface Scalars {
  id: Key<UInt64>;
  i8: Int8;
  i16: Int16;
  i32: Int32;
  i64: Int64<bigint>;
  i128: Int128;
  i256: Int256;
  u8: UInt8;
  u16: UInt16;
  u32: UInt32;
  u128: UInt128;
  u256: UInt256;
  f32: Float32;
  f64: number;
  bf: BFloat16;
  price: Decimal<12, 3>;
  flag: boolean;
  text: string;
  nothing: string | null;
  code: FixedString<5>;
  uid: UUID;
  v4: IPv4;
  v6: IPv6;
  low: string & LowCardinality;
  lowNothing?: string & LowCardinality;
  day: Date16;
  longDay: Date32;
  utc: Date;
  berlin: DateTime<'Europe/Berlin'>;
  local: ServerDateTime;
  milli: DateTime64<3>;
  nano: DateTime64<9, 'Asia/Tokyo'>;
  clock: Time;
  exact: Time64<3>;
  span: Interval<'Week'>;
  device: Enum8<{ desktop: 1; 'smart phone': 7 }>;
  wide: Enum16<{ small: -300; "it's": 300 }>;
  raw: string & ClickHouseType<'LowCardinality(FixedString(4))'>;
}

export const scalars = new OlapTable<Scalars>('scalars', { orderByFields: ['id'] });

interface Composed {
  id: Key<UInt64>;
  list: (string | null)[];
  map: Record<string, UInt32>;
  pair: [UInt8, string];
  address: { street: string; 'house number': UInt16 } & ClickHouseNamedTuple;
  items: { sku: string; labels: (string & LowCardinality)[] }[];
  nested: { 'odd name': string; n: UInt8 };
  plain: Record<string, unknown>;
  typed: { user: { id: UInt64; 'x y': string } } & ClickHouseJson<16, 8, ['debug.trace'], ['^tmp_']>;
  anything: Dynamic;
  some: Dynamic<4>;
  mixed: Variant<[string, UInt64, Date16]>;
  vector: QBit<'Float32', 16>;
  shape: ClickHouseGeometry;
  point: ClickHousePoint;
  ring: ClickHouseRing;
  line: ClickHouseLineString;
  lines: ClickHouseMultiLineString;
  polygon: ClickHousePolygon;
  polygons: ClickHouseMultiPolygon;
}

export const composed = new OlapTable<Composed>('composed', { orderByFields: ['id'] });

interface States {
  day: Key<Date16>;
  visitors: string & Aggregated<'uniq', [string]>;
  spread: string & Aggregated<'quantiles(0.5, 0.9)', [Float32]>;
  latest: string & Aggregated<'argMax', [string | null, DateTime64<3>]>;
  total: UInt64 & SimpleAggregated<'sum'>;
  last: SimpleAggregated<'anyLast', string | null> & string;
}

export const states = new OlapTable<States>('states', { orderByFields: ['day'] });
