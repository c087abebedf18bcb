import {
  type ClickHouseCodec,
  type ClickHouseDefault,
  type ClickHouseStatistics,
  type ClickHouseTTL,
  type DateTime,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  at: DateTime;
  /** Net. */
  amount: UInt32 & ClickHouseDefault<'1'> & ClickHouseCodec<'T64, LZ4'> & ClickHouseStatistics<'minmax'>;
  note?: string & ClickHouseCodec<'ZSTD(2)'> & ClickHouseTTL<'at + INTERVAL 10 YEAR'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
