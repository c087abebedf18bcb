import { type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Sale {
  id: Key<UInt64>;
  shop: UInt32;
  amount: UInt64;
}

export const sales = new OlapTable<Sale>('sales', { orderByFields: ['id'] });
