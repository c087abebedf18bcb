import {
  type ClickHouseCodec,
  type ClickHouseDefault,
  type ClickHouseMaterialized,
  type ClickHouseTTL,
  type DateTime,
  type Float64,
  type Int32,
  OlapTable,
  type UInt8,
  type UInt64,
} from 'moose-migrate';

interface Row {
  id: string;
  at: DateTime & ClickHouseDefault<'now( )'>;
  sum: Int32 & ClickHouseDefault<'1 + 2'>;
  quoted: string & ClickHouseDefault<"'it\\'s'">;
  float: Float64 & ClickHouseDefault<'0.'>;
  cast: Int32 & ClickHouseDefault<"CAST(5, 'Int32')">;
  choice: UInt8 & ClickHouseDefault<"(id == 'a') ? 1 : 0">;
  made: string & ClickHouseMaterialized<"id || '-' || toString(at)">;
  negative: Int32 & ClickHouseDefault<'-1'>;
  list: string[] & ClickHouseDefault<"[ 'a', 'b' ]">;
  short: string & ClickHouseTTL<'TTL at + toIntervalDay(30)'>;
  coded: UInt64 & ClickHouseCodec<'CODEC(Delta(8), LZ4)'>;
  asked: string & ClickHouseDefault<"'why? {x:String} $1'">;
  lower: string & ClickHouseDefault<'lcase(id)'>;
}

export const rows = new OlapTable<Row>('rows', { orderByFields: ['id'] });
