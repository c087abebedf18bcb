import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  settings: { index_granularity: '4096', merge_max_block_size: '2048' },
});
export const visits = new OlapTable<Order>('visits', { orderByFields: ['id'] });
