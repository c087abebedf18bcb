import {
  type ClickHouseCodec,
  type ClickHouseColumnSettings,
  type ClickHouseDefault,
  type ClickHouseStatistics,
  type ClickHouseTTL,
  type DateTime,
  type Key,
  OlapTable,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  at: DateTime;
  amount: UInt64 & ClickHouseCodec<'ZSTD(5)'> & ClickHouseStatistics<'minmax, uniq'>;
  /** What the customer wrote. */
  note: string &
    ClickHouseDefault<"'none'"> &
    ClickHouseTTL<'at + INTERVAL 20 YEAR'> &
    ClickHouseColumnSettings<{ max_compress_block_size: 1048576 }>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
