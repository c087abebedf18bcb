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
  added: string & ClickHouseDefault<"'it''s \\\\ ? \"quoted\"'">;
  changed: UInt32 & ClickHouseDefault<'toUInt32(length(added)) + 1'>;
  removed: string;
  at: DateTime & ClickHouseDefault<'now()'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
