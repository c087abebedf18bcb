import { type Decimal, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Invoice {
  id: Key<UInt64>;
  net: Decimal<18, 2>;
  gross: Decimal<20, 4>;
  rounded: Decimal<12, 2>;
}

export const invoices = new OlapTable<Invoice>('invoices', { orderByFields: ['id'] });
