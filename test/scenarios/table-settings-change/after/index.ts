import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  settings: {
    ttl_only_drop_parts: '1',
    merge_max_block_size: '2048',
    deduplicate_merge_projection_mode: 'drop',
  },
});
