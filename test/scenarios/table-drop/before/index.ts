import { ClickHouseEngines, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const old = new OlapTable<Order>('old_orders', { orderByFields: ['id'] });
export const sink = new OlapTable<Order>('sink', { engine: ClickHouseEngines.Null });
