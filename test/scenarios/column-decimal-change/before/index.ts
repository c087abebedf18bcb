import { type Decimal, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Invoice {
  id: Key<UInt64>;
  net: Decimal<10, 2>;
  gross: Decimal<10, 2>;
  rounded: Decimal<12, 4>;
}

export const invoices = new OlapTable<Invoice>('invoices', { orderByFields: ['id'] });
