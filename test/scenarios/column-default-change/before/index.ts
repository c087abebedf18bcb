import {
  type ClickHouseDefault,
  type DateTime,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: string;
  changed: UInt32 & ClickHouseDefault<'7'>;
  removed: string & ClickHouseDefault<"'none'">;
  at: DateTime & ClickHouseDefault<'now()'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
