import { type ClickHouseStatistics, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: UInt32 & ClickHouseStatistics<'tdigest, uniq'>;
  changed: UInt32 & ClickHouseStatistics<'uniq, minmax'>;
  removed: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
