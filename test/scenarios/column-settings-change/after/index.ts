import {
  type ClickHouseColumnSettings,
  type ClickHouseStatistics,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: string & ClickHouseColumnSettings<{ min_compress_block_size: 131072 }>;
  changed: string & ClickHouseColumnSettings<{ max_compress_block_size: 524288 }>;
  removed: string;
  fresh: UInt32 &
    ClickHouseStatistics<'minmax'> &
    ClickHouseColumnSettings<{ max_compress_block_size: 262144 }>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
