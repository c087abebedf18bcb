import { type ClickHouseDefault, type Comment, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  added: string;
  /** What it was. */
  changed: string;
  /** Goes away. */
  removed: string;
  /** One. */
  spelled: string & ClickHouseDefault<"concat('a','b')">;
  tagged: string & Comment<'a tag'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
