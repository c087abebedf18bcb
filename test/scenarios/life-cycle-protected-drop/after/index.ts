import { type Key, LifeCycle, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  fresh: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  lifeCycle: LifeCycle.DELETION_PROTECTED,
  comment: 'changes that lose nothing are made',
});
