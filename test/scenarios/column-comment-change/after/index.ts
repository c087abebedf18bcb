import { type ClickHouseDefault, type Comment, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  /** It's "quoted" with `ticks`, a back\slash and ENGINE = Memory() TTL now() SETTINGS a = 1 -- COMMENT 'x'. */
  added: string;
  /**
   * Two lines, ORDER BY tuple()
   * of text: äöü 🎉.
   */
  changed: string;
  removed: string;
  /** Another. */
  spelled: string & ClickHouseDefault<"concat('a', 'b')">;
  tagged: string & Comment<"CODEC(ZSTD(3)) 'other'">;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
