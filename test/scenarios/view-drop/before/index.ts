import { type Key, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const old = new OlapTable<Order>('old', { orderByFields: ['id'] });
export const first = new View('first', {
  selectStatement: sql.statement`SELECT id FROM ${old}`,
  baseTables: [old],
});
export const second = new View('second', {
  selectStatement: sql.statement`SELECT id FROM ${first}`,
  baseTables: [first],
});
export const moved = new View('moved', {
  selectStatement: sql.statement`SELECT id FROM ${old}`,
  baseTables: [old],
});
