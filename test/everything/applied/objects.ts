import {
  ClickHouseEngines,
  type Key,
  MaterializedView,
  mooseRuntimeEnv,
  namedCollection,
  OlapDictionary,
  OlapTable,
  SqlFunction,
  sql,
  type UInt32,
  type UInt64,
  View,
} from 'moose-migrate';

interface Sale {
  id: Key<UInt64>;
  shop: UInt32;
  amount: UInt64;
}

export const sales = new OlapTable<Sale>('sales', { orderByFields: ['id'] });
export const archived = new OlapTable<Sale>('sales', { orderByFields: ['id'], database: 'archive' });

export const gross = new SqlFunction('coverage_gross', {
  parameters: ['net', 'rate'],
  expression: 'net * (1 + rate)',
});

export const plainView = new View('plain_view', {
  selectStatement: sql.statement`SELECT id, ${gross.call('amount', sql.fragment`1`)} AS total FROM ${sales}`,
  baseTables: [sales],
  comment: 'with tax',
});
export const parameterView = new View('parameter_view', {
  selectStatement: sql.statement`SELECT id FROM ${sales} WHERE shop IN {shops:Array(UInt32)} AND amount > {least:UInt64}`,
  baseTables: [sales],
});
export const invokerView = new View('invoker_view', {
  selectStatement: sql.statement`SELECT id FROM ${sales}`,
  baseTables: [sales],
  sqlSecurity: 'INVOKER',
});
export const definerView = new View('definer_view', {
  selectStatement: sql.statement`SELECT id FROM ${sales}`,
  baseTables: [sales],
  definer: 'coverage_reader',
});
export const otherView = new View('other_view', {
  selectStatement: sql.statement`SELECT id FROM ${archived}`,
  baseTables: [archived],
  database: 'archive',
});

interface Total {
  shop: UInt32;
  amount: UInt64;
}

export const totals = new OlapTable<Total>('totals', {
  engine: ClickHouseEngines.SummingMergeTree,
  orderByFields: ['shop'],
});
export const totalsView = new MaterializedView<Total>({
  materializedViewName: 'totals_mv',
  selectStatement: sql.statement`SELECT shop, amount FROM ${sales}`,
  selectTables: [sales],
  targetTable: totals,
  sqlSecurity: 'NONE',
  comment: 'as rows arrive',
});
export const innerView = new MaterializedView<Total>({
  materializedViewName: 'inner_mv',
  selectStatement: sql.statement`SELECT shop, sum(amount) AS amount FROM ${sales} GROUP BY shop`,
  selectTables: [sales],
  innerTable: {
    engine: ClickHouseEngines.SummingMergeTree,
    columns: ['amount'],
    orderByFields: ['shop'],
    partitionBy: 'shop % 10',
    settings: { merge_max_block_size: '1000' },
  },
});
export const hourly = new MaterializedView<Total>({
  materializedViewName: 'hourly',
  selectStatement: sql.statement`SELECT shop, amount FROM ${sales}`,
  selectTables: [sales],
  targetTable: { name: 'hourly_totals', orderByFields: ['shop'] },
  refresh: { every: '2 HOUR', offset: '5 MINUTE', randomize: '30 SECOND', empty: true },
});
export const afterHourly = new MaterializedView<Total>({
  materializedViewName: 'after_hourly',
  selectStatement: sql.statement`SELECT shop, amount FROM ${sales}`,
  selectTables: [sales],
  innerTable: { orderByFields: ['shop'] },
  refresh: {
    after: '90 MINUTE',
    dependsOn: [hourly],
    settings: { refresh_retries: 3 },
    append: true,
    empty: true,
  },
});

interface Shop {
  id: UInt64;
  name: string;
  parent: UInt64;
}

const shop = { primaryKey: ['id'] as const, lifetime: { min: 60, max: 90 } };

export const shops = new OlapDictionary<Shop>('shops', {
  ...shop,
  sourceTable: sales,
  columns: {
    name: { expression: 'toString(shop)', defaultValue: "'none'" },
    parent: { expression: 'amount', isHierarchical: true, isBidirectional: true },
  },
  layout: { type: 'HASHED', shards: 4 },
  comment: 'shops by id',
});
export const queried = new OlapDictionary<Shop>('queried', {
  ...shop,
  sourceQuery: sql.statement`SELECT id, toString(shop) AS name, amount AS parent FROM ${sales}`,
  layout: { type: 'CACHE', sizeInCells: 1000 },
  settings: { max_threads: 2 },
});
export const fetched = new OlapDictionary<Shop>('fetched', {
  ...shop,
  externalSource: {
    type: 'http',
    url: 'https://shops.example/all.tsv',
    format: 'TSV',
    credentials: { user: 'reader', password: mooseRuntimeEnv.get('SHOP_PASSWORD') },
    headers: { 'X-Key': 'literal-hunter2' },
  },
  layout: { type: 'SPARSE_HASHED' },
});
export const shared = new OlapDictionary<Shop>('shared_shops', {
  ...shop,
  externalSource: { type: 'postgresql', collection: namedCollection('coverage_shop'), table: 'shops' },
  layout: { type: 'DIRECT' },
});
export const direct = new OlapDictionary<Shop>('direct_shops', {
  ...shop,
  externalSource: {
    type: 'mysql',
    host: '127.0.0.1',
    port: 1,
    user: 'reader',
    password: 'literal-hunter2',
    db: 'shop',
    table: 'shops',
  },
  layout: { type: 'FLAT' },
});

interface Rate {
  code: string;
  from: Date;
  to: Date;
  rate: number;
}

export const rates = new OlapDictionary<Rate>('rates', {
  source: "HTTP(URL 'https://rates.example/all.tsv' FORMAT 'TSV')",
  primaryKey: ['code'],
  layout: { type: 'COMPLEX_KEY_RANGE_HASHED', rangeLookupStrategy: 'max' },
  range: { min: 'from', max: 'to' },
  lifetime: 0,
});
