import { beforeAll, describe, expect, it } from 'vitest';
import { createMaterializedView } from '../../src/ddl/create.ts';
import { createDictionary } from '../../src/ddl/create-dictionary.ts';
import { collectionsIn } from '../../src/facets/named-collection.ts';
import { infraMapOf } from '../../src/project/infra-map-of.ts';
import { withDatabase } from '../../src/project/qualified-tables.ts';
import { secretValues } from '../../src/project/secret-values.ts';
import { buildSdk } from './built-sdk.ts';
import { type ProjectCopy, projectOf } from './project-copy.ts';

beforeAll(buildSdk);

const PLACEMENT = {
  defaultDatabase: 'shop',
  additionalDatabases: ['archive'],
  clusters: [],
  namespace: null,
};

function project(code: string): ProjectCopy {
  return projectOf({
    'package.json': '{ "name": "p", "type": "module" }',
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "types": [] } }',
    'node_modules/.keep': '',
    'app/index.ts': `import { ClickHouseEngines, MaterializedView, mooseRuntimeEnv, namedCollection, OlapDictionary, OlapTable, SqlFunction, View, sql, type UInt64 } from 'moose-migrate';
interface Row { id: UInt64; name: string; from: Date; to: Date }
export const rows = new OlapTable<Row>('rows', { orderByFields: ['id'], version: '1.2' });
${code}`,
  });
}

async function messages(code: string): Promise<readonly string[]> {
  return (await project(code).problems()).map(({ message }) => message);
}

describe('a declared dictionary', () => {
  it('reads the deployed name of its table, wherever both live', async () => {
    const declared = await project(`export const d = new OlapDictionary<Row>('d', {
  sourceTable: rows, database: 'archive', primaryKey: ['id'], layout: { type: 'RANGE_HASHED' }, range: { min: 'from', max: 'to' }, lifetime: 9,
  columns: { name: { defaultValue: "'none'", isInjective: true } }, settings: { max_threads: 3 },
});`).declare();
    const [dictionary] = infraMapOf(declared, PLACEMENT).dictionaries;
    if (dictionary === undefined) throw new Error('there is no dictionary');
    expect(createDictionary(dictionary)).toBe(
      "CREATE DICTIONARY `archive`.`d` (`id` UInt64, `name` String DEFAULT 'none' INJECTIVE, `from` DateTime('UTC'), `to` DateTime('UTC')) PRIMARY KEY id SOURCE(CLICKHOUSE(DB 'shop' TABLE 'rows_1_2')) LIFETIME(MIN 0 MAX 9) LAYOUT(RANGE_HASHED()) RANGE(MIN from MAX to) SETTINGS(max_threads = 3)",
    );
  });

  it('takes logins from collections, the environment and the code, and shows none', async () => {
    const declared = await project(`export const a = new OlapDictionary<Row>('a', {
  externalSource: { type: 'postgresql', collection: namedCollection('pg', { password: 'hunter2', schema: 'public' }), table: 'people' },
  primaryKey: ['id'], layout: { type: 'DIRECT' }, lifetime: 60,
});
export const b = new OlapDictionary<Row>('b', {
  externalSource: { type: 'http', url: 'https://reader:hunter2@data.example/x', format: 'CSV' },
  primaryKey: ['id'], layout: 'HASHED(SHARDS 3)', lifetime: { min: 3, max: 4 },
});
export const c = new OlapDictionary<Row>('c', {
  source: \`REDIS(HOST 'c.example' PORT 6379 PASSWORD '\${mooseRuntimeEnv.get('REDIS_PASSWORD')}')\`,
  primaryKey: ['id'], layout: { type: 'CACHE', sizeInCells: 700 }, lifetime: 5,
});`).declare();
    const { dictionaries } = infraMapOf(declared, PLACEMENT);
    expect(dictionaries.map(({ origin }) => origin)).toEqual([
      "POSTGRESQL(NAME 'pg' PASSWORD '[SECRET:a/externalSource.collection.overrides.password]' SCHEMA 'public' TABLE 'people')",
      "HTTP(URL '[SECRET:b/externalSource.url]' FORMAT 'CSV')",
      "REDIS(HOST 'c.example' PORT 6379 PASSWORD '[ENV:REDIS_PASSWORD]')",
    ]);
    // DIRECT holds nothing that could grow old.
    expect(dictionaries.map(({ lifetime }) => lifetime)).toEqual([null, 'MIN 3 MAX 4', 'MIN 0 MAX 5']);
    const secrets = secretValues(declared, { REDIS_PASSWORD: 'hunter3' });
    expect(secrets('SECRET', 'a/externalSource.collection.overrides.password')).toBe('hunter2');
    expect(secrets('SECRET', 'b/externalSource.url')).toBe('https://reader:hunter2@data.example/x');
    expect(secrets('ENV', 'REDIS_PASSWORD')).toBe('hunter3');
    expect(declared.dictionaries.flatMap(({ config }) => collectionsIn(config))).toEqual(['pg']);
  });

  it('is told what is wrong with it', async () => {
    const found = await messages(`const rest = { layout: { type: 'FLAT' }, lifetime: 8 } as const;
export const a = new OlapDictionary<Row>('a', { ...rest, primaryKey: ['idd' as 'id'] });
export const b = new OlapDictionary<Row>('b', { ...rest, primaryKey: ['id'], sourceTable: rows, sourceQuery: 'SELECT 1' });
export const c = new OlapDictionary<Row>('c', { ...rest, primaryKey: ['id'], externalSource: { type: 's3', url: 'https://b.example/x', format: 'CSV' } });
export const d = new OlapDictionary<Row>('d', { ...rest, primaryKey: ['id'], source: "REDIS(HOST 'h' PORT 1 PASSWORD 'hunter2')" });
export const e = new OlapDictionary<Row>('d', { ...rest, primaryKey: ['id'], sourceTable: rows });`);
    expect(found.join('\n')).not.toContain('hunter2');
    expect(found).toEqual([
      'dictionary a has no source',
      'dictionary a names "idd", which is none of its columns; did you mean "id"?',
      'dictionary b has sourceTable and sourceQuery',
      'dictionary c: ClickHouse has no S3 source for dictionaries',
      'source of dictionary d holds a password',
      expect.stringContaining('dictionary d is declared twice'),
    ]);
  });
});

describe('a declared materialized view', () => {
  it('has an inner table of its columns, and a schedule in the words of ClickHouse', async () => {
    const declared =
      await project(`export const first = new MaterializedView<Row>({ materializedViewName: 'first', selectStatement: 'SELECT 1', selectTables: [rows], targetTable: rows });
export const m = new MaterializedView<Row>({
  materializedViewName: 'm', database: 'archive', selectStatement: sql.statement\`SELECT * FROM \${rows}\`, selectTables: [rows],
  innerTable: { engine: ClickHouseEngines.ReplacingMergeTree, ver: 'from', orderByFields: ['id', 'name'], settings: { merge_max_block_size: '3000' } },
  refresh: { every: '2 DAY', offset: '90 MINUTE', randomize: '5 SECOND', dependsOn: [first, 'archive.odd'], settings: { refresh_retries: 3 }, append: true, empty: true },
  definer: "o'neill",
});`).declare();
    const view = infraMapOf(declared, PLACEMENT).materializedViews.find(({ name }) => name === 'm');
    if (view === undefined) throw new Error('there is no view');
    expect(createMaterializedView(view)).toBe(
      "CREATE MATERIALIZED VIEW `archive`.`m` REFRESH EVERY 2 DAY OFFSET 90 MINUTE RANDOMIZE FOR 5 SECOND DEPENDS ON `shop`.`first`, `archive`.`odd` SETTINGS refresh_retries = 3 APPEND (`id` UInt64, `name` String, `from` DateTime('UTC'), `to` DateTime('UTC')) ENGINE = ReplacingMergeTree(`from`) ORDER BY (`id`, `name`) SETTINGS merge_max_block_size = 3000 EMPTY DEFINER = `o'neill` SQL SECURITY DEFINER AS SELECT * FROM `rows_1_2`",
    );
  });

  it('is told what is wrong with it', async () => {
    const base = "selectStatement: 'SELECT 1', selectTables: [rows]";
    expect(
      await messages(`export const a = new MaterializedView<Row>({ materializedViewName: 'a', ${base}, targetTable: rows, innerTable: { orderByFields: ['id'] } });
export const b = new MaterializedView<Row>({ materializedViewName: 'b', ${base}, targetTable: rows, refresh: { every: 'hourly' as '1 HOUR' } });
export const c = new MaterializedView<Row>({ materializedViewName: 'c', ${base}, targetTable: rows, sqlSecurity: 'INVOKER' as 'NONE' });
export const d = new MaterializedView<Row>({ materializedViewName: 'd', ${base}, targetTable: rows, sqlSecurity: 'NONE', definer: 'alice' });`),
    ).toEqual([
      'materialized view a has both a target and an inner table',
      'every of refresh of materialized view b is "hourly", not a length of time',
      'materialized view c cannot have sqlSecurity INVOKER: nobody invokes it',
      'materialized view d has a definer and sqlSecurity NONE',
    ]);
  });
});

describe('a declared function', () => {
  it('is called by its quoted name, with columns and SQL', async () => {
    const declared =
      await project(`export const f = new SqlFunction('shop gross', { parameters: ['net', 'rate'], expression: sql.fragment\`net * (1 + rate)\`, lifeCycle: 'DELETION_PROTECTED' });
export const v = new View('v', { selectStatement: sql.statement\`SELECT \${f.call('id', sql.fragment\`0.19\`)} AS total FROM \${rows}\`, baseTables: [rows] });`).declare();
    expect(infraMapOf(declared, PLACEMENT).functions).toMatchObject([
      {
        address: 'function/shop gross',
        parameters: ['net', 'rate'],
        expression: 'net * (1 + rate)',
        lifeCycle: 'DELETION_PROTECTED',
      },
    ]);
    expect(declared.views[0]?.select).toBe('SELECT `shop gross`(`id`, 0.19) AS total FROM `rows_1_2`');
  });
});

describe('the query of a dictionary', () => {
  it('names every declared table in full, and nothing else', () => {
    const names = new Set(['events', 'odd name', 'x']);
    const query =
      "WITH x AS (SELECT 1) SELECT a.events, 'FROM events' FROM events AS a JOIN `odd name` USING id JOIN other.events ON x = 1 WHERE id IN (SELECT id FROM numbers(9))";
    expect(withDatabase(query, 'shop', names)).toBe(
      "WITH x AS (SELECT 1) SELECT a.events, 'FROM events' FROM `shop`.events AS a JOIN `shop`.`odd name` USING id JOIN other.events ON x = 1 WHERE id IN (SELECT id FROM numbers(9))",
    );
  });
});
