// Writes projects to measure on: 20 columns a table, 10 tables a file, and in every file a materialized view and a view.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TABLES_IN_FILE = 10;

const CONFIG = `source_dir = "app"
[features]
olap = true
[clickhouse_config]
db_name = "bench"
`;

const SHARED = `import type { ClickHouseDefault, ClickHousePrecision, Key, LowCardinality, UUID } from 'moose-migrate';

export enum State { Open = 'open', Paid = 'paid', Shipped = 'shipped', Returned = 'returned' }

/** What every row has. */
export interface Entity {
  id: Key<UUID>;
  /** When it happened. */
  at: Date & ClickHousePrecision<3>;
  tenant: string & LowCardinality;
  createdAt: Date & ClickHouseDefault<'now()'>;
  internal: string;
}

export interface Audited { updatedBy: string; updatedAt?: Date }
`;

const ENGINES = [
  () => 'engine: ClickHouseEngines.MergeTree',
  () => "engine: ClickHouseEngines.ReplacingMergeTree, ver: 'createdAt'",
  () => "engine: ClickHouseEngines.MergeTree, partitionBy: 'toYYYYMM(at)'",
  (n) => `engine: ClickHouseEngines.MergeTree, ttl: 'toDateTime(at) + INTERVAL ${30 + (n % 300)} DAY'`,
];

/** 20 columns: 4 of Entity, 2 of Audited, 14 of its own. */
function rowType(n, extra) {
  return `
export interface Row${n} extends Omit<Entity, 'internal'>, Audited {
  state: State;
  /** How it came in (${n}). */
  channel: 'web' | 'shop' | 'phone';
  name_${n % 13}: string;
  note?: string;
  email: string | null;
  quantity_${n % 7}: UInt32;
  total: Decimal<12, 2>;
  score: number${n % 3 === 0 ? ' | null' : ''};
  isActive: boolean;
  labels: string[];
  properties: Record<string, string>;
  payload: string & ClickHouseCodec<'ZSTD(${1 + (n % 9)})'>;
  country: string & LowCardinality & ClickHouseDefault<"'de'">;
  items: { sku: string; amount: UInt16; price?: number }[];
${extra === null ? '' : `  ${extra}: string;\n`}}
`;
}

function table(n) {
  const index =
    n % 2 === 0
      ? `, indexes: [{ name: 'by_email', expression: 'email', type: 'bloom_filter', arguments: ['0.01'], granularity: 4 }]`
      : '';
  const engine = ENGINES[n % ENGINES.length]?.(n) ?? '';
  return `export const table${n} = new OlapTable<Row${n}>('table_${n}', { ${engine}, orderByFields: ['tenant', 'at', 'id']${index}, comment: 'Table ${n}' });\n`;
}

function views(first, last) {
  return `
export const feed${first} = new MaterializedView<Row${last}>({
  materializedViewName: 'feed_${first}',
  targetTable: table${last},
  selectTables: [table${first}],
  selectStatement: sql\`SELECT id, at, tenant, state, count() AS quantity_${last % 7} FROM \${table${first}} WHERE total > 10 GROUP BY id, at, tenant, state\`,
});
export const report${first} = new View('report_${first}', {
  baseTables: [table${first}],
  selectStatement: sql\`SELECT tenant, toStartOfDay(at) AS day, sum(total) AS total FROM \${table${first}} GROUP BY tenant, day\`,
});
`;
}

function fileText(first, last, extra) {
  const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  return `import { type ClickHouseCodec, type ClickHouseDefault, ClickHouseEngines, type Decimal, type LowCardinality, MaterializedView, OlapTable, sql, type UInt16, type UInt32, View } from 'moose-migrate';
import { type Audited, type Entity, State } from './shared';
${numbers.map((n) => rowType(n, n === first ? extra : null)).join('')}
${numbers.map(table).join('')}${views(first, last)}`;
}

/** Writes a project of `count` tables into `folder`. */
export function writeProject(folder, count) {
  const app = join(folder, 'app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(folder, 'moose.config.toml'), CONFIG);
  writeFileSync(join(folder, 'package.json'), '{ "name": "bench", "type": "module" }\n');
  writeFileSync(join(app, 'shared.ts'), SHARED);
  const names = [];
  for (let first = 0; first < count; first += TABLES_IN_FILE) {
    const name = `tables-${first}`;
    writeFileSync(
      join(app, `${name}.ts`),
      fileText(first, Math.min(first + TABLES_IN_FILE, count) - 1, null),
    );
    names.push(name);
  }
  writeFileSync(join(app, 'index.ts'), names.map((name) => `export * from './${name}';\n`).join(''));
}

/** Gives the first table a column of this name; null takes it away again. */
export function editProject(folder, count, extra) {
  writeFileSync(join(folder, 'app', 'tables-0.ts'), fileText(0, Math.min(TABLES_IN_FILE, count) - 1, extra));
}
