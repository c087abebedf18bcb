import { stringLiteral } from './ts-text.ts';
import { named, type TsType, tag } from './ts-type.ts';

/** Types that are one word in both languages, or nearly. */
export const TYPE_WORDS: Readonly<Record<string, TsType>> = {
  String: named('string'),
  Bool: named('boolean'),
  Float64: named('number'),
  Date: tag('Date16'),
  DateTime: tag('ServerDateTime'),
  JSON: { kind: 'generic', name: 'Record', sdk: false, args: [named('string'), named('any')] },
  ...Object.fromEntries(
    'Int8 Int16 Int32 Int64 Int128 Int256 UInt8 UInt16 UInt32 UInt64 UInt128 UInt256 Float32 BFloat16 UUID IPv4 IPv6 Date32 Time Dynamic'
      .split(' ')
      .map((name) => [name, tag(name)]),
  ),
  ...Object.fromEntries(
    'Geometry Point Ring LineString MultiLineString Polygon MultiPolygon'
      .split(' ')
      .map((name) => [name, tag(`ClickHouse${name}`)]),
  ),
  ...Object.fromEntries(
    'Nanosecond Microsecond Millisecond Second Minute Hour Day Week Month Quarter Year'
      .split(' ')
      .map((unit) => [`Interval${unit}`, tag('Interval', named(stringLiteral(unit)))]),
  ),
};
