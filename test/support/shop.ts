/** The code of a project before and after a migration of many different operations, and the rows it must keep. */

const HEAD = `import { type ClickHouseDefault, ClickHouseEngines, type DateTime, type Key, MaterializedView, OlapTable, sql, type UInt32, type UInt64, View } from 'moose-migrate';
interface Visit { id: Key<UInt64>; at: DateTime; path: string }
interface Sum { buyer: string; orders: UInt64 }
interface Note { id: Key<UInt64>; text: string }
`;

const SUMS = `
export const sums = new OlapTable<Sum>('sums', { engine: ClickHouseEngines.SummingMergeTree, orderByFields: ['buyer'] });
export const notes = new OlapTable<Note>('notes', { orderByFields: ['id'] });
`;

/** Views over a column and a table that get new names: between the rename and their change they can not be created anew. */
const RENAMED_BEFORE = `
export const returns = new OlapTable<Note>('returns', { orderByFields: ['id'] });
export const noting = new MaterializedView<Note>({
  materializedViewName: 'noting', targetTable: notes, selectTables: [orders],
  selectStatement: sql.statement\`SELECT id, note AS text FROM \${orders}\`,
});
export const sending = new MaterializedView<Note>({
  materializedViewName: 'sending', targetTable: notes, selectTables: [returns],
  selectStatement: sql.statement\`SELECT id + 5000 AS id, text FROM \${returns}\`,
});
export const noted = new View('noted', { selectStatement: sql.statement\`SELECT id, note AS text FROM \${orders}\`, baseTables: [orders] });
`;

const RENAMED_AFTER = RENAMED_BEFORE.replace(
  "OlapTable<Note>('returns', {",
  "OlapTable<Note>('sent_back', { renamedFrom: 'returns',",
).replaceAll('note AS text', 'remark AS text');

export const SHOP_BEFORE = `${HEAD}
interface Order { id: Key<UInt64>; buyer: string; total: UInt32; note: string; legacy: string }
export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'], comment: 'what was bought' });
export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const gone = new OlapTable<Visit>('gone', { orderByFields: ['id'] });
${SUMS}
export const summing = new MaterializedView<Sum>({
  materializedViewName: 'summing', targetTable: sums, selectTables: [orders],
  selectStatement: sql.statement\`SELECT buyer, count() AS orders FROM \${orders} GROUP BY buyer\`,
});
export const large = new View('large', { selectStatement: sql.statement\`SELECT id FROM \${orders} WHERE total > 500\`, baseTables: [orders] });
export const unused = new View('unused', { selectStatement: sql.statement\`SELECT id FROM \${visits}\`, baseTables: [visits] });
${RENAMED_BEFORE}`;

export const SHOP_AFTER = `${HEAD}
interface Order { id: Key<UInt64>; buyer: string; total: UInt64; remark: string; channel: string & ClickHouseDefault<"'web'"> }
interface Refund { id: Key<UInt64>; cents: UInt64 }
export const orders = new OlapTable<Order>('orders', {
  orderByFields: ['id'],
  comment: 'what was bought, and where',
  settings: { merge_with_ttl_timeout: '7200' },
  indexes: [{ name: 'by_total', expression: 'total', type: 'minmax', granularity: 2 }],
  constraints: [{ name: 'has_buyer', expression: 'length(buyer) > 0' }],
});
export const visits = new OlapTable<Visit>('visits', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 30 YEAR',
  projections: [{ name: 'by_path', body: 'path, count() GROUP BY path' }],
});
export const refunds = new OlapTable<Refund>('refunds', { orderByFields: ['id'] });
${SUMS}
export const summing = new MaterializedView<Sum>({
  materializedViewName: 'summing', targetTable: sums, selectTables: [orders],
  selectStatement: sql.statement\`SELECT buyer, count() AS orders FROM \${orders} WHERE id > 0 GROUP BY buyer\`,
});
export const counting = new MaterializedView<Sum>({
  materializedViewName: 'counting', targetTable: sums, selectTables: [refunds],
  selectStatement: sql.statement\`SELECT 'refunds' AS buyer, count() AS orders FROM \${refunds}\`,
});
export const large = new View('large', { selectStatement: sql.statement\`SELECT id, buyer FROM \${orders} WHERE total > 600\`, baseTables: [orders] });
export const paths = new View('paths', { selectStatement: sql.statement\`SELECT path, count() AS visits FROM \${visits} GROUP BY path\`, baseTables: [visits], comment: 'visits by path' });
${RENAMED_AFTER}`;

/** What a reviewer adds at the end: it leaves no trace in any definition, and must run exactly once. */
export const SHOP_BACKFILL = [
  { MaterializeTableIndex: { table: 'orders', index_name: 'by_total' } },
  {
    RawSql: {
      sql: [
        'INSERT INTO refunds (id, cents) SELECT id, total * 100 FROM orders WHERE id <= 10',
        'INSERT INTO refunds (id, cents) SELECT id, total * 100 FROM orders WHERE id > 990',
      ],
      description: 'The refunds until now',
      approved: ['UNCHECKED_SQL'],
    },
  },
] as const;

/** The rows before. */
export const SHOP_ROWS = [
  "INSERT INTO orders (id, buyer, total, note, legacy) SELECT number, concat('b', toString(number % 7)), number, concat('n', toString(number)), 'x' FROM numbers(1000)",
  "INSERT INTO visits SELECT number, toDateTime('2026-01-01 00:00:00', 'UTC') + number, concat('/', toString(number % 3)) FROM numbers(500)",
  "INSERT INTO returns SELECT number, concat('r', toString(number)) FROM numbers(30)",
  'INSERT INTO gone SELECT number, now(), toString(number) FROM numbers(50)',
];

/** What must be true of the rows in the end, and what the server must answer. */
export const SHOP_KEPT: Readonly<Record<string, string>> = {
  "SELECT concat(toString(count()), ' ', toString(sum(total)), ' ', toString(uniqExact(remark)), ' ', any(channel)) AS kept FROM orders":
    '1000 499500 1000 web',
  "SELECT concat(toString(count()), ' ', toString(uniqExact(path))) AS kept FROM visits": '500 3',
  "SELECT concat(toString(count()), ' ', toString(sum(cents))) AS kept FROM refunds": '20 901000',
  "SELECT concat(toString(count()), ' ', toString(uniqExact(text))) AS kept FROM notes": '1030 1030',
  "SELECT concat(toString(count()), ' ', toString(uniqExact(text))) AS kept FROM noted": '1000 1000',
  "SELECT concat(toString(count()), ' ', toString(uniqExact(text))) AS kept FROM sent_back": '30 30',
  "SELECT toString(sum(orders)) AS kept FROM sums WHERE buyer != 'refunds'": '1000',
  "SELECT toString(sum(orders)) AS kept FROM sums WHERE buyer = 'refunds'": '20',
};
