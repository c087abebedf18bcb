import { type Key, MaterializedView, OlapTable, sql, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  amount: UInt32;
}

interface Refund {
  id: Key<UInt64>;
  reason: string;
}

interface Seen {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const refunds = new OlapTable<Refund>('refunds', { orderByFields: ['id'] });
export const amounts = new OlapTable<Order>('amounts', { orderByFields: ['id'] });
export const seen = new OlapTable<Seen>('seen', { orderByFields: ['id'] });
export const keeping = new MaterializedView<Order>({
  materializedViewName: 'keeping',
  selectStatement: sql.statement`SELECT id, amount FROM ${orders}`,
  selectTables: [orders],
  targetTable: amounts,
});
export const seeing = new MaterializedView<Seen>({
  materializedViewName: 'seeing',
  selectStatement: sql.statement`SELECT id FROM refunds`,
  selectTables: [refunds],
  targetTable: seen,
});
