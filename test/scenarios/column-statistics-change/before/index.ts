import { type ClickHouseStatistics, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: UInt32;
  changed: UInt32 & ClickHouseStatistics<'minmax'>;
  removed: UInt32 & ClickHouseStatistics<'tdigest'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
