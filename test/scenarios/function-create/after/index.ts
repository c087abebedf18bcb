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

export const gross = new SqlFunction('scenario_gross', {
  parameters: ['net', 'percent'],
  expression: sql.fragment`net + intDiv(net * percent, 100)`,
});

export const label = new SqlFunction('scenario label', {
  parameters: ['amount'],
  expression: "concat(toString(scenario_gross(amount, 19)), ' ct')",
});

interface Order {
  id: Key<UInt64>;
  net: UInt32;
  gross: UInt32 & ClickHouseDefault<'toUInt32(scenario_gross(net, 19))'>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });

export const totals = new View('totals', {
  selectStatement: sql.statement`SELECT id, ${gross.call('net', sql.fragment`7`)} AS total, ${label.call('net')} AS text FROM ${orders}`,
  baseTables: [orders],
});
