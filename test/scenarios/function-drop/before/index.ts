import {
  type ClickHouseDefault,
  type Key,
  OlapTable,
  SqlFunction,
  sql,
  type UInt32,
  type UInt64,
  View,
} from 'moose-migrate';

export const gross = new SqlFunction('scenario_gross', { parameters: ['net'], expression: 'net * 2' });

interface Order {
  id: Key<UInt64>;
  net: UInt32;
  gross: UInt32 & ClickHouseDefault<'toUInt32(scenario_gross(net))'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });

export const totals = new View('totals', {
  selectStatement: sql.statement`SELECT id, ${gross.call('net')} AS total FROM ${orders}`,
  baseTables: [orders],
});
