import { type ClickHouseDefault, type Key, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  name: string & ClickHouseDefault<"'none'">;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const named = new View('named', {
  selectStatement: sql.statement`SELECT o.id, l.name FROM ${orders} AS o INNER JOIN legacy AS l ON l.id = o.id`,
  baseTables: [orders],
});
