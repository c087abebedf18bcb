/** Everything that written code may take from the library: no row type or enum may have one of these names. */
export const SDK_NAMES: readonly string[] = (
  'ClickHouseEngines LifeCycle MaterializedView OlapDictionary OlapTable SqlFunction View mooseRuntimeEnv namedCollection sql ' +
  'Aggregated ClickHouseAlias ClickHouseCodec ClickHouseColumnSettings ClickHouseDefault ClickHouseEphemeral ClickHouseGeometry ClickHouseJson ' +
  'ClickHouseLineString ClickHouseMaterialized ClickHouseMultiLineString ClickHouseMultiPolygon ClickHouseNamedTuple ClickHousePoint ' +
  'ClickHousePolygon ClickHouseRing ClickHouseStatistics ClickHouseTTL ClickHouseType Comment Date16 Date32 DateTime DateTime64 Decimal ' +
  'Dynamic Enum16 Enum8 FixedString Float32 BFloat16 IPv4 IPv6 Int128 Int16 Int256 Int32 Int64 Int8 Interval Key LowCardinality QBit ServerDateTime ' +
  'SimpleAggregated Time Time64 UInt128 UInt16 UInt256 UInt32 UInt64 UInt8 UUID Variant'
).split(' ');
