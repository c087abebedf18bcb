import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  settings: {
    merge_max_block_size: '4096',
    min_rows_for_wide_part: '100',
    index_granularity: '8192',
    ttl_only_drop_parts: 'true',
  },
});
