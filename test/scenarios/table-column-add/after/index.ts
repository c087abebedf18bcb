import {
  type ClickHouseCodec,
  type ClickHouseDefault,
  type ClickHouseMaterialized,
  type Key,
  type LowCardinality,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  /** Where the order came in. */
  channel: string & LowCardinality & ClickHouseDefault<"'web'">;
  id: Key<UInt64>;
  note?: string;
  amount: UInt32;
  /** In cents. */
  tax: UInt32 & ClickHouseMaterialized<'intDiv(amount * 19, 100)'> & ClickHouseCodec<'T64, ZSTD(2)'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
