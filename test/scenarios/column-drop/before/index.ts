import {
  type ClickHouseAlias,
  type ClickHouseDefault,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  old: string;
  shown: UInt32 & ClickHouseAlias<'amount * 2'>;
  base: UInt32;
  amount: UInt32 & ClickHouseDefault<'base + 1'>;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  indexes: [{ name: 'by_old', expression: 'old', type: 'bloom_filter', arguments: ['0.02'], granularity: 2 }],
});
