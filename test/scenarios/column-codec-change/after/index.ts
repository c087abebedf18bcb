import { type ClickHouseCodec, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: UInt32 & ClickHouseCodec<'T64,ZSTD'>;
  changed: string & ClickHouseCodec<'LZ4HC(9)'>;
  removed: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
