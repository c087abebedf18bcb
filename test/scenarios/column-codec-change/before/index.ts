import { type ClickHouseCodec, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: UInt32;
  changed: string & ClickHouseCodec<'ZSTD(3)'>;
  removed: UInt32 & ClickHouseCodec<'Delta, LZ4'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
