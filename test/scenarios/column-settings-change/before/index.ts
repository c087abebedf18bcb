import { type ClickHouseColumnSettings, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: string;
  changed: string &
    ClickHouseColumnSettings<{ max_compress_block_size: 1048576; min_compress_block_size: 65536 }>;
  removed: string & ClickHouseColumnSettings<{ max_compress_block_size: 2097152 }>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
