/**
 * The tags that name a data type of ClickHouse. With `?` or `| null` a column is Nullable where ClickHouse can hold NULL; arrays,
 * maps, tuples, Nested, JSON, Variant, Dynamic, geometry and states of aggregate functions are simply not, and are empty instead.
 */
import type { Tag } from './tag.ts';

// Any type at all

/**
 * Any ClickHouse type, in ClickHouse's own words. With `?` or `| null` it becomes Nullable where it can.
 * @example interface Hit { code: string & ClickHouseType<'LowCardinality(FixedString(4))'> }
 */
export type ClickHouseType<Text extends string> = Tag<'type', Text>;

// Numbers

interface IntegerTypes {
  int8: 'Int8';
  int16: 'Int16';
  int32: 'Int32';
  int64: 'Int64';
  int128: 'Int128';
  int256: 'Int256';
  uint8: 'UInt8';
  uint16: 'UInt16';
  uint32: 'UInt32';
  uint64: 'UInt64';
  uint128: 'UInt128';
  uint256: 'UInt256';
}

/** An integer type for a number, bigint or string: `bigint & ClickHouseInt<'uint256'>`. @example interface Row { n: bigint & ClickHouseInt<'uint256'> } */
export type ClickHouseInt<Name extends keyof IntegerTypes> = Tag<'type', IntegerTypes[Name]>;

/** A float type for a number. @example interface Row { ratio: number & ClickHouseFloat<'float32'> } */
export type ClickHouseFloat<Name extends 'float32' | 'float64'> = Tag<
  'type',
  Name extends 'float32' ? 'Float32' : 'Float64'
>;

type WholeNumber = number | bigint | string;

/** -128 … 127 @example interface Row { n: Int8 } */
export type Int8 = number & Tag<'type', 'Int8'>;
/** -32,768 … 32,767 @example interface Row { n: Int16 } */
export type Int16 = number & Tag<'type', 'Int16'>;
/** -2,147,483,648 … 2,147,483,647 @example interface Row { n: Int32 } */
export type Int32 = number & Tag<'type', 'Int32'>;
/** 64 bits. A JavaScript number is exact to 2^53 only: `Int64<bigint>` or `Int64<string>` hold all of it. @example interface Row { n: Int64; exact: Int64<bigint> } */
export type Int64<T extends WholeNumber = number> = T & Tag<'type', 'Int64'>;
/** 128 bits; a bigint, or `Int128<string>`. @example interface Row { n: Int128; text: Int128<string> } */
export type Int128<T extends WholeNumber = bigint> = T & Tag<'type', 'Int128'>;
/** 256 bits; a bigint, or `Int256<string>`. @example interface Row { n: Int256; text: Int256<string> } */
export type Int256<T extends WholeNumber = bigint> = T & Tag<'type', 'Int256'>;
/** 0 … 255 @example interface Row { n: UInt8 } */
export type UInt8 = number & Tag<'type', 'UInt8'>;
/** 0 … 65,535 @example interface Row { n: UInt16 } */
export type UInt16 = number & Tag<'type', 'UInt16'>;
/** 0 … 4,294,967,295 @example interface Row { n: UInt32 } */
export type UInt32 = number & Tag<'type', 'UInt32'>;
/** 64 bits. A JavaScript number is exact to 2^53 only: `UInt64<bigint>` or `UInt64<string>` hold all of it. @example interface Row { n: UInt64; exact: UInt64<bigint> } */
export type UInt64<T extends WholeNumber = number> = T & Tag<'type', 'UInt64'>;
/** 128 bits; a bigint, or `UInt128<string>`. @example interface Row { n: UInt128; text: UInt128<string> } */
export type UInt128<T extends WholeNumber = bigint> = T & Tag<'type', 'UInt128'>;
/** 256 bits; a bigint, or `UInt256<string>`. @example interface Row { n: UInt256; text: UInt256<string> } */
export type UInt256<T extends WholeNumber = bigint> = T & Tag<'type', 'UInt256'>;
/** 32 bits, about 7 digits. @example interface Row { n: Float32 } */
export type Float32 = number & Tag<'type', 'Float32'>;
/** 64 bits, about 16 digits; what a plain `number` becomes. @example interface Row { n: Float64 } */
export type Float64 = number & Tag<'type', 'Float64'>;
/** 16 bits with the range of Float32 and about 3 digits. @example interface Row { n: BFloat16 } @see https://clickhouse.com/docs/sql-reference/data-types/float#bfloat16 */
export type BFloat16 = number & Tag<'type', 'BFloat16'>;

/** Decimal of `P` digits in all, `S` of them after the point; for a string, so that no digit is lost. @example interface Row { total: string & ClickHouseDecimal<10, 2> } */
export type ClickHouseDecimal<P extends number, S extends number> = Tag<'type', `Decimal(${P}, ${S})`>;

/**
 * An exact decimal number of `P` digits (1 … 76), `S` of them after the point; a string in JavaScript.
 * @example interface Order { total: Decimal<10, 2> }
 */
export type Decimal<P extends number, S extends number> = string & ClickHouseDecimal<P, S>;

// Texts, identifiers, addresses

/** Exactly `N` bytes; shorter values end in zero bytes. @example interface Row { country: FixedString<2> } */
export type FixedString<N extends number> = string & Tag<'type', `FixedString(${N})`>;

/** Bytes of the type that a format stands for: 2 makes `Format<'date'>` a Date, 4 a Date32. @example interface Row { day: Format<'date'> & ClickHouseByteSize<4> } */
export type ClickHouseByteSize<N extends number> = Tag<'byteSize', N>;

/** Written as `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. @example interface Row { session: UUID } */
export type UUID = string & Tag<'type', 'UUID'>;
/** An address such as `192.0.2.1`. @example interface Row { address: IPv4 } */
export type IPv4 = string & Tag<'type', 'IPv4'>;
/** An address such as `2001:db8::1`. @example interface Row { address: IPv6 } */
export type IPv6 = string & Tag<'type', 'IPv6'>;

// Dates and times

/** Digits after the second, 0 … 9: DateTime64. For Date and for strings of the format `date-time`. @example interface Row { at: Date & ClickHousePrecision<3> } */
export type ClickHousePrecision<P extends number> = Tag<'precision', P>;

/** Time zone in which a DateTime or DateTime64 is shown and parsed: `Date & ClickHouseTimeZone<'Europe/Berlin'>`. @example interface Row { at: Date & ClickHouseTimeZone<'Asia/Tokyo'> } */
export type ClickHouseTimeZone<Zone extends string> = Tag<'zone', Zone>;

type Zoned<T, Zone extends string> = [Zone] extends [never] ? T : T & Tag<'zone', Zone>;

/** A moment to the second: `DateTime('UTC')`, or in another time zone `DateTime<'Europe/Berlin'>`. What a plain `Date` becomes. @example interface Row { at: DateTime; opens: DateTime<'Asia/Tokyo'> } */
export type DateTime<Zone extends string = never> = Zoned<Date, Zone>;

/** A moment to the second, shown and parsed in the time zone of the server: ClickHouse's DateTime without a zone. @example interface Row { at: ServerDateTime } */
export type ServerDateTime = Date & Tag<'type', 'DateTime'>;

/** A moment with `P` digits after the second, 0 … 9: `DateTime64<3>`, `DateTime64<6, 'Europe/Berlin'>`. @example interface Row { at: DateTime64<3>; opens: DateTime64<6, 'Asia/Tokyo'> } */
export type DateTime64<P extends number, Zone extends string = never> = Zoned<
  Date & Tag<'precision', P>,
  Zone
>;

/** A moment as ISO 8601 text, so that no digit is lost: DateTime64(9). @example interface Row { at: DateTimeString } */
export type DateTimeString = string & Tag<'format', 'date-time'>;

/** A moment as ISO 8601 text with `P` digits after the second. @example interface Row { at: DateTime64String<6> } */
export type DateTime64String<P extends number, Zone extends string = never> = Zoned<
  string & Tag<'format', 'date-time'> & Tag<'precision', P>,
  Zone
>;

/** A day from 1970 to 2149 in 2 bytes, written `2024-02-29`: ClickHouse's Date. @example interface Row { day: Date16 } */
export type Date16 = string & Tag<'type', 'Date'>;
/** A day from 1900 to 2299 in 4 bytes, written `2024-02-29`. @example interface Row { born: Date32 } */
export type Date32 = string & Tag<'type', 'Date32'>;
/** A time of day or a span, -999:59:59 … 999:59:59. @example interface Row { opens: Time } @see https://clickhouse.com/docs/sql-reference/data-types/time */
export type Time = string & Tag<'type', 'Time'>;
/** {@link Time} with `P` digits after the second, 0 … 9. @example interface Row { lap: Time64<3> } */
export type Time64<P extends number> = string & Tag<'type', `Time64(${P})`>;

/**
 * A number of seconds, days or other units, as it is added to a moment.
 * @example interface Plan { period: Interval<'Month'> }
 * @see https://clickhouse.com/docs/sql-reference/data-types/special-data-types/interval
 */
export type Interval<
  Unit extends
    | 'Nanosecond'
    | 'Microsecond'
    | 'Millisecond'
    | 'Second'
    | 'Minute'
    | 'Hour'
    | 'Day'
    | 'Week'
    | 'Month'
    | 'Quarter'
    | 'Year',
> = number & Tag<'type', `Interval${Unit}`>;

// Enums

/**
 * An Enum with the numbers you give, -128 … 127.
 * @example interface Order { state: Enum8<{ open: 1; paid: 2; 'on hold': 7 }> }
 * @see https://clickhouse.com/docs/sql-reference/data-types/enum
 */
export type Enum8<Members extends { readonly [label: string]: number }> = keyof Members &
  string &
  Tag<'enum8', Members>;

/** An Enum with the numbers you give, -32,768 … 32,767. @example interface Row { code: Enum16<{ ok: 200; missing: 404 }> } */
export type Enum16<Members extends { readonly [label: string]: number }> = keyof Members &
  string &
  Tag<'enum16', Members>;

// Composed types

/**
 * The object becomes a `Tuple(a …, b …)` instead of a Nested.
 * @example interface Order { address: Address & ClickHouseNamedTuple; stops: (Stop & ClickHouseNamedTuple)[] }
 */
export type ClickHouseNamedTuple = Tag<'object', 'tuple'>;

/**
 * The object becomes a JSON whose properties are typed paths; properties of objects inside it become dotted paths.
 * @example interface Event { data: { user: { id: UInt64 } } & ClickHouseJson<256, 16, ['debug'], ['^tmp_']> }
 * @see https://clickhouse.com/docs/sql-reference/data-types/newjson
 */
export type ClickHouseJson<
  MaxDynamicPaths extends number | undefined = undefined,
  MaxDynamicTypes extends number | undefined = undefined,
  SkipPaths extends readonly string[] = [],
  SkipRegexes extends readonly string[] = [],
> = Tag<
  'json',
  {
    maxDynamicPaths: MaxDynamicPaths;
    maxDynamicTypes: MaxDynamicTypes;
    skipPaths: SkipPaths;
    skipRegexes: SkipRegexes;
  }
>;

/** One of several types in one column: `Variant<[string, Int64, string[]]>`. @example interface Row { value: Variant<[string, Int64, string[]]> } @see https://clickhouse.com/docs/sql-reference/data-types/variant */
export type Variant<Members extends readonly unknown[]> = Members[number] & Tag<'variant', Members>;

/**
 * Values of any type in one column, up to `MaxTypes` types of them stored apart in each part, 0 … 254.
 * @example interface Event { value: Dynamic; rest: Dynamic<8> }
 * @see https://clickhouse.com/docs/sql-reference/data-types/dynamic
 */
export type Dynamic<MaxTypes extends number = never> = (
  | string
  | number
  | bigint
  | boolean
  | Date
  | readonly unknown[]
  | { readonly [key: string]: unknown }
) &
  Tag<'type', [MaxTypes] extends [never] ? 'Dynamic' : `Dynamic(max_types=${MaxTypes})`>;

/**
 * A vector of `Length` numbers whose bits lie apart, so that a search can read as many of them as it needs.
 * @example interface Page { embedding: QBit<'Float32', 768> }
 * @see https://clickhouse.com/docs/sql-reference/data-types/qbit
 */
export type QBit<
  Element extends 'BFloat16' | 'Float32' | 'Float64',
  Length extends number,
> = readonly number[] & Tag<'type', `QBit(${Element}, ${Length})`>;

/** Any of the shapes below in one column. @example interface Row { shape: ClickHouseGeometry } @see https://clickhouse.com/docs/sql-reference/data-types/geo#geometry */
export type ClickHouseGeometry = (number | readonly unknown[])[] & Tag<'type', 'Geometry'>;
/** `[x, y]` @example interface Row { shop: ClickHousePoint } */
export type ClickHousePoint = [number, number] & Tag<'type', 'Point'>;
/** A polygon without holes. @example interface Row { field: ClickHouseRing } */
export type ClickHouseRing = ClickHousePoint[] & Tag<'type', 'Ring'>;
/** Points joined by straight lines. @example interface Row { route: ClickHouseLineString } */
export type ClickHouseLineString = ClickHousePoint[] & Tag<'type', 'LineString'>;
/** Several lines that need not touch. @example interface Row { rivers: ClickHouseMultiLineString } */
export type ClickHouseMultiLineString = ClickHouseLineString[] & Tag<'type', 'MultiLineString'>;
/** The outer ring first, then the holes. @example interface Row { district: ClickHousePolygon } */
export type ClickHousePolygon = ClickHouseRing[] & Tag<'type', 'Polygon'>;
/** Several polygons, each with holes of its own. @example interface Row { islands: ClickHouseMultiPolygon } */
export type ClickHouseMultiPolygon = ClickHousePolygon[] & Tag<'type', 'MultiPolygon'>;

/**
 * The intermediate state of an aggregate function, for AggregatingMergeTree; read it with `-Merge`.
 * @example interface Daily { visitors: number & Aggregated<'uniq', [string]>; p: number & Aggregated<'quantiles(0.5, 0.9)', [Float64]> }
 * @see https://clickhouse.com/docs/sql-reference/data-types/aggregatefunction
 */
export type Aggregated<Name extends string, Arguments extends readonly unknown[] = []> = Tag<
  'aggregate',
  { name: Name; arguments: Arguments }
>;

/**
 * A value that merges by itself, for AggregatingMergeTree and SummingMergeTree. Without an argument type that of the column is taken.
 * @example interface Daily { hits: UInt64 & SimpleAggregated<'sum', UInt64> }
 * @see https://clickhouse.com/docs/sql-reference/data-types/simpleaggregatefunction
 */
export type SimpleAggregated<Name extends string, Argument = unknown> = Tag<
  'simpleAggregate',
  { name: Name; argument: Argument }
>;
