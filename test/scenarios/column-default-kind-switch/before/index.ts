import {
  type ClickHouseAlias,
  type ClickHouseDefault,
  type ClickHouseEphemeral,
  type ClickHouseMaterialized,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  fixed: UInt32 & ClickHouseDefault<'3'>;
  computed: UInt32 & ClickHouseMaterialized<'toUInt32(id) * 2'>;
  shown: UInt32 & ClickHouseAlias<'toUInt32(id) * 3'>;
  given: string & ClickHouseEphemeral;
  told: string & ClickHouseEphemeral<"'x'">;
  stored: UInt32 & ClickHouseDefault<'4'>;
  plain: UInt32 & ClickHouseMaterialized<'toUInt32(id) * 5'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
