import { ClickHouseEngines, type Key, MaterializedView, OlapTable, sql, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  buyer: string;
  total: UInt64;
}

interface Spent {
  buyer: string;
  spent: UInt64;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const spent = new OlapTable<Spent>('spent', {
  engine: ClickHouseEngines.SummingMergeTree,
  orderByFields: ['buyer'],
});
export const spending = new MaterializedView<Spent>({
  materializedViewName: 'spending',
  selectStatement: sql.statement`SELECT buyer, sum(total) AS spent FROM ${orders} GROUP BY buyer`,
  selectTables: [orders],
  targetTable: spent,
});
export const clicks = new OlapTable<Spent>('clicks', { orderByFields: ['buyer'] });
