import { type ClickHouseMaterialized, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt64;
  double: UInt64 & ClickHouseMaterialized<'amount * 2'>;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  indexes: [{ name: 'by_amount', expression: 'amount', type: 'minmax', granularity: 2 }],
  projections: [{ name: 'per_amount', body: 'amount, count() GROUP BY amount' }],
});
