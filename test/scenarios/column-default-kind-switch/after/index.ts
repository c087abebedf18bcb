import {
  type ClickHouseAlias,
  type ClickHouseDefault,
  type ClickHouseMaterialized,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  fixed: UInt32 & ClickHouseMaterialized<'toUInt32(id) * 7'>;
  computed: UInt32 & ClickHouseDefault<'8'>;
  shown: UInt32 & ClickHouseDefault<'toUInt32(id)'>;
  given: string & ClickHouseDefault<"'y'">;
  told: string;
  stored: UInt32 & ClickHouseAlias<'toUInt32(id) * 9'>;
  plain: UInt32;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
