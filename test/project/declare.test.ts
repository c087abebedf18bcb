import { beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/errors.ts';
import type { DeclaredColumn, DeclaredProject } from '../../src/model/declared.ts';
import { buildSdk } from './built-sdk.ts';
import { copyFixture, type ProjectCopy, projectOf } from './project-copy.ts';

beforeAll(buildSdk);

const types = (columns: readonly DeclaredColumn[]): readonly string[] =>
  columns.map(({ name, type }) => `${name} ${type}`);
const place = (source: { file: string; line: number } | null): string => `${source?.file}:${source?.line}`;
const table = (project: DeclaredProject, name: string) => project.tables.find((found) => found.name === name);

/** A project whose index.ts begins with these imports. */
function project(code: string, files: Readonly<Record<string, string>> = {}): ProjectCopy {
  return projectOf({
    'package.json': '{ "name": "p", "type": "module" }',
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "types": [] } }',
    'node_modules/.keep': '',
    'app/index.ts': `import { ClickHouseEngines, DeadLetterQueue, IngestPipeline, LifeCycle, MaterializedView, OlapTable, SqlResource, Stream, View, Workflow, WebApp, Api, Task, sql } from 'moose-migrate';\ninterface Row { id: string; at: Date; amount: number }\n${code}`,
    ...files,
  });
}

/** `app/index.ts:3 message` of every problem. */
async function complaints(copy: ProjectCopy): Promise<readonly string[]> {
  return (await copy.problems()).map(({ position, message }: Problem) => `${place(position)} ${message}`);
}

describe('a project in the words of Moose, nothing of it installed', () => {
  it('declares its tables, with the columns of their types', async () => {
    const declared = await copyFixture('clickstream').declare();
    expect(declared.tables.map(({ name, version, engine }) => [name, version, engine])).toEqual([
      ['FailedVisit', null, 'MergeTree'],
      ['Visit', null, 'ReplacingMergeTree'],
      ['LegacyVisit', '0.3', 'MergeTree'],
      ['UserEvents', '1.0', 'MergeTree'],
      ['UserEvents', '2.0', 'MergeTree'],
      ['DailyTraffic', null, 'AggregatingMergeTree'],
      ['PathHits', null, 'SummingMergeTree'],
      ['GeneratorRun', null, 'MergeTree'],
    ]);
    const visit = table(declared, 'Visit');
    expect(types(visit?.columns ?? [])).toEqual([
      'visitId String',
      "seenAt DateTime('UTC')",
      'path LowCardinality(String)',
      'durationMs UInt32',
      'address IPv4',
    ]);
    expect(visit?.columns.map(({ tags }) => tags)).toMatchObject([
      { key: true },
      {},
      { comment: 'Path without query.' },
      {},
      {},
    ]);
    expect(visit?.config).toEqual({
      engine: 'ReplacingMergeTree',
      orderByFields: ['visitId', 'seenAt'],
      ver: 'seenAt',
      metadata: { description: 'Visits, one row each' },
    });
    expect(place(visit?.source ?? null)).toBe('app/ingest/models.ts:45');
    expect(types(table(declared, 'DailyTraffic')?.columns ?? [])).toContain(
      'averageMs AggregateFunction(avg, UInt32)',
    );
  });

  it('declares its streams, and what they feed', async () => {
    const { streams } = await copyFixture('clickstream').declare();
    expect(
      streams.map(({ name, version, partitions, retentionSeconds, destination }) => [
        name,
        version,
        partitions,
        retentionSeconds,
        destination?.name,
      ]),
    ).toEqual([
      ['RawVisit', null, 3, 172_800, undefined],
      ['RawVisitDeadLetterQueue', null, 1, 604_800, 'FailedVisit'],
      ['Visit', null, 1, 604_800, 'Visit'],
      ['LegacyVisit', '0.3', 1, 604_800, 'LegacyVisit_0_3'],
      ['SideVisit', null, 1, 604_800, 'UserEvents_2_0'],
    ]);
    expect(types(streams[1]?.columns ?? [])).toContain('originalRecord JSON');
  });

  it('declares its views, states of aggregates read with -Merge', async () => {
    const { views, materializedViews } = await copyFixture('clickstream').declare();
    expect(views.map(({ name, select, sources }) => [name, select, sources])).toEqual([
      [
        'TrafficView',
        'SELECT `path`, avgMerge(`averageMs`) AS ms FROM `DailyTraffic` GROUP BY path',
        [{ database: null, name: 'DailyTraffic' }],
      ],
    ]);
    expect(
      materializedViews.map(({ name, target, sources, refresh }) => [name, target?.name, sources, refresh]),
    ).toEqual([
      ['DailyTraffic_MV', 'DailyTraffic', [{ database: null, name: 'Visit' }], null],
      ['PathHits_MV', 'PathHits', [{ database: null, name: 'Visit' }], null],
    ]);
    expect(materializedViews[0]?.select).toContain(
      'toDate(`seenAt`) AS day, `path` AS path, count() AS hits, avgState(`durationMs`)',
    );
    expect(place(views[0]?.source ?? null)).toBe('app/views/dailyTraffic.ts:30');
  });

  it('records the rest as components', async () => {
    const { components } = await copyFixture('clickstream').declare();
    expect(components.map(({ address }) => address)).toEqual([
      'api/old-top/1',
      'api/top-pages',
      'consumer/RawVisit',
      'consumer/RawVisitDeadLetterQueue',
      'ingest-api/LegacyVisit/0.3',
      'ingest-api/RawVisit',
      'ingest-api/side-visit',
      'transform/RawVisit->Visit',
      'web-app/server',
      'workflow/generator',
    ]);
    expect(components.find(({ kind }) => kind === 'workflow')?.detail).toEqual({
      tasks: ['generate'],
      schedule: '@every 15m',
      retries: 5,
      timeout: '90s',
    });
    expect(components.find(({ kind }) => kind === 'transform')?.detail).toEqual({
      source: 'RawVisit',
      destination: 'Visit',
      deadLetterQueue: 'RawVisitDeadLetterQueue',
    });
    expect(place(components.find(({ kind }) => kind === 'consumer')?.source ?? null)).toBe(
      'app/ingest/transforms.ts:21',
    );
  });

  it('tells what was left out', async () => {
    const { notices } = await copyFixture('clickstream').declare();
    expect(notices).toContain(
      'the package `express` is not installed (app/apis/server.ts:1); what it would do while loading is left out',
    );
    expect(notices).toContain(
      'app/forgotten.ts is not imported from app/index.ts: what it declares is left out',
    );
    expect(notices.filter((notice) => notice.includes('typia'))).toEqual([]);
  });

  it('declares the same from the cache', async () => {
    const copy = copyFixture('clickstream');
    const first = await copy.declare();
    expect(await copy.declare()).toEqual(first);
  });
});

describe('a project with all that we add', () => {
  it('declares tables of several databases, versions, regions, packages and classes', async () => {
    const { tables } = await copyFixture('warehouse').declare('src');
    expect(
      tables.map(({ name, database, version, lifeCycle, cluster }) => [
        name,
        database,
        version,
        lifeCycle,
        cluster,
      ]),
    ).toEqual([
      ['orders', null, '2.4.1', 'DELETION_PROTECTED', 'main'],
      ['movements', null, null, 'FULLY_MANAGED', null],
      ['movements', 'archive', null, 'EXTERNALLY_MANAGED', null],
      ['incoming', null, null, 'FULLY_MANAGED', null],
      ['stops_north', null, null, 'FULLY_MANAGED', null],
      ['stops_south', null, null, 'FULLY_MANAGED', null],
      ['hourly', null, null, 'DELETION_PROTECTED', null],
    ]);
    const [orders, movements, , incoming, stops] = tables;
    expect(types(orders?.columns ?? [])).toEqual([
      'tenant String',
      'id String',
      "placedAt DateTime('UTC')",
      'total Decimal(12, 3)',
    ]);
    expect(orders?.config).toMatchObject({
      partitionBy: 'toYYYYMM(placedAt)',
      ttl: 'placedAt + INTERVAL 400 DAY',
      projections: [{ name: 'by_id', body: 'SELECT * ORDER BY id' }],
      constraints: [{ name: 'named', expression: 'notEmpty(tenant)', type: 'CHECK' }],
      comment: "Orders, one row each; never 'edited'",
    });
    expect(movements?.config).toEqual({
      engine: 'SummingMergeTree',
      orderByExpression: '(sku, toDate(at))',
      columns: ['amount'],
    });
    expect(incoming?.config).toMatchObject({ awsSecretAccessKey: '__MOOSE_RUNTIME_ENV__:STOCK_SECRET' });
    expect([stops?.config.comment, place(stops?.source ?? null)]).toEqual([
      'regions.ts in tables',
      'src/tables/regions.ts:11',
    ]);
  });

  it('declares views, SQL and streams', async () => {
    const { views, materializedViews, sqlResources, streams } = await copyFixture('warehouse').declare('src');
    expect(
      views.map(({ name, database, select, comment }) => [name, database, select.trim(), comment]),
    ).toEqual([
      ['stock', null, 'SELECT sku, sum(amount) AS amount FROM movements GROUP BY sku', 'What is there'],
      [
        'all_movements',
        'archive',
        'SELECT `sku` FROM `movements` UNION ALL SELECT sku FROM `archive`.`movements` UNION ALL SELECT id FROM `orders_2_4_1`',
        null,
      ],
      ['labels', null, "SELECT dictGet('archive.skus', 'label', `sku`) AS label FROM `movements`", null],
    ]);
    expect(materializedViews[0]).toMatchObject({
      refresh: {
        schedule: 'EVERY 2 HOUR OFFSET 5 MINUTE',
        dependsOn: [{ database: null, name: 'stock_mv' }],
        settings: {},
        append: true,
        empty: false,
      },
      lifeCycle: 'DELETION_PROTECTED',
    });
    expect(sqlResources).toMatchObject([
      {
        name: 'reader',
        setup: ['CREATE ROLE IF NOT EXISTS reader', 'GRANT SELECT ON `stock` TO reader'],
        teardown: ['DROP ROLE IF EXISTS reader'],
        pullsFrom: [
          { database: null, name: 'stock' },
          { database: null, name: 'orders_2_4_1' },
        ],
        pushesTo: [],
      },
    ]);
    expect(streams).toMatchObject([
      {
        name: 'movements',
        version: '1.1',
        partitions: 6,
        retentionSeconds: 43_200,
        replicationFactor: null,
        isPinned: false,
        destination: { database: 'archive', name: 'movements' },
        configs: { 'compression.type': 'zstd', 'min.insync.replicas': '2' },
        lifeCycle: 'DELETION_PROTECTED',
      },
    ]);
  });

  it('declares what topics are to be like', async () => {
    const { streams } = await project(`export const a = new Stream<Row>('a', {
  replicationFactor: 3, compression: 'zstd', cleanupPolicy: 'compact,delete', retentionPeriod: 90,
  configs: { 'segment.bytes': 2097152, preallocate: true, 'flush.ms': null }, pinConfigs: true,
});
export const b = new Stream<Row>('b', { configs: { 'retention.ms': -1 } });
export const c = new Stream<Row>('c', { configs: { 'retention.ms': '90000', 'compression.type': 'lz4' }, retentionPeriod: 90, compression: 'lz4' });`).declare();
    expect(streams).toMatchObject([
      {
        replicationFactor: 3,
        retentionSeconds: 90,
        configs: {
          'compression.type': 'zstd',
          'cleanup.policy': 'compact,delete',
          'segment.bytes': '2097152',
          preallocate: 'true',
          'flush.ms': null,
        },
        isPinned: true,
      },
      { retentionSeconds: null, configs: { 'retention.ms': '-1' } },
      { retentionSeconds: null, configs: { 'retention.ms': '90000', 'compression.type': 'lz4' } },
    ]);
  });

  it('keeps secrets out of what it records', async () => {
    const { components } = await copyFixture('warehouse').declare('src');
    expect(components.map(({ address }) => address)).toEqual(['row-policy/tenants']);
    expect(components[0]?.detail).toEqual({ tables: ['orders_2_4_1'], column: 'tenant', claim: 'org' });
  });
});

describe('columns from a zod schema', () => {
  it('need no type argument', async () => {
    const copy = project(
      `import * as z from 'zod';
const Visit = z.object({ id: z.uuid(), pages: z.int32(), note: z.string().optional() });
export const visits = new OlapTable('visits', { schema: Visit, orderByFields: ['id'] });
export const stream = new Stream('visits', { schema: Visit, destination: visits });`,
    );
    copy.linkModule('zod');
    const { tables, streams } = await copy.declare();
    expect(tables[0]?.config).toEqual({ orderByFields: ['id'] });
    expect(types(tables[0]?.columns ?? [])).toEqual(['id UUID', 'pages Int32', 'note Nullable(String)']);
    expect(types(streams[0]?.columns ?? [])).toEqual(types(tables[0]?.columns ?? []));
  });

  it('are complained about where the field is written, or else where the schema is used', async () => {
    const copy = project(
      `import * as z from 'zod';
import { Visit } from './schema';
export const visits = new OlapTable('visits', { schema: Visit, orderByFields: ['id'] });
export const local = new OlapTable('local', { schema: z.object({ at: z.date(), twice: z.bigint() }), orderByFields: ['at'] });`,
      {
        'app/schema.ts': `import * as z from 'zod';
export const Visit = z.object({
  id: z.uuid(),
  twice: z.string(),
  from: z.object({ call: z.function() }),
});
`,
      },
    );
    copy.linkModule('zod');
    const problems = await copy.problems();
    expect(problems.map(({ position, message }) => `${place(position)} ${message}`)).toEqual([
      'app/index.ts:6 `twice`: `bigint` can be several types of ClickHouse',
      'app/schema.ts:5 `from.call`: a function cannot be a column: `z.function()`',
    ]);
    expect(problems[1]?.frame?.split('\n').slice(-4, -1)).toEqual([
      '> 5 |   from: z.object({ call: z.function() }),',
      '    |                    ^^^^',
      '  6 | });',
    ]);
    expect(problems[0]?.frame).toContain('> 6 | export const local');
  });
});

describe('what is wrong', () => {
  it('is told for a project without an entry', async () => {
    const [problem] = await projectOf({ 'package.json': '{}', 'app/other.ts': '' }).problems();
    expect(problem).toMatchObject({
      code: 'PROJECT_MISSING',
      hint: expect.stringContaining('Make app/index.ts'),
    });
  });

  it('is told all at once, in the order of the files, each with its place', async () => {
    const copy =
      project(`export const a = new OlapTable<Row>('events', { orderByFields: ['amuont', 'id'] as unknown as ['id'] });
export const b = new OlapTable<Row>('b', { lifeCycle: 'DELETION_PROTECT' as 'DELETION_PROTECTED' });
export const c = new OlapTable<Row>('c', { orderByFields: ['toDate(at)' as 'at'] });
export const d = new OlapTable<Row>('d', { orderByFields: ['id'], orderByExpression: 'at' } as { orderByFields: ['id'] });
export const e = new View('e', { selectStatement: sql\`SELECT \${12} FROM \${a}\`, baseTables: [a] });
export const f = new IngestPipeline<Row>('f', { table: false, ingestApi: true });
export const g = new Stream<Row>('g', { parallelism: 0 });
export const h = new MaterializedView<Row>({ materializedViewName: 'h', selectStatement: 'SELECT 1', selectTables: [], targetTable: a, tableName: 'h' });
export const i = new MaterializedView<Row>({ materializedViewName: 'events', selectStatement: 'SELECT 1', selectTables: [undefined as unknown as typeof a], targetTable: a });
export const j = new OlapTable<Row>('j', { partitionBy: sql\`\${'text'}\`, settings: { x: (() => 1) as unknown as string } });`);
    expect(await complaints(copy)).toEqual([
      'app/index.ts:3 orderByFields of table events names "amuont", which is no column; did you mean "amount"?',
      'app/index.ts:4 table b has the unknown life cycle "DELETION_PROTECT"; did you mean "DELETION_PROTECTED"?',
      'app/index.ts:5 orderByFields of table c names "toDate(at)", which is no column',
      'app/index.ts:6 table d has both orderByFields and orderByExpression',
      'app/index.ts:7 the SELECT of view e holds the value 12, but it is stored as text and cannot bind values',
      'app/index.ts:8 the endpoint of pipeline f has no stream to write to',
      'app/index.ts:9 parallelism of stream g is 0, not a whole number from 1',
      'app/index.ts:11 table and materialized view events is declared twice: at app/index.ts:3 and at app/index.ts:11',
      'app/index.ts:11 selectTables[0] of materialized view events is undefined, not a table or view',
      'app/index.ts:11 materialized view events has the name of its target table',
      "app/index.ts:12 partitionBy of table j holds the value 'text', but it is stored as text and cannot bind values",
      'app/index.ts:12 settings.x of table j is a function, not data',
    ]);
  });

  it('shows the source', async () => {
    const [problem] = await project(
      `export const a = new OlapTable<Row>('a', { orderByFields: ['idd' as 'id'] });`,
    ).problems();
    expect(problem?.frame?.split('\n').slice(-2)).toEqual([
      "> 3 | export const a = new OlapTable<Row>('a', { orderByFields: ['idd' as 'id'] });",
      '    |                  ^^^',
    ]);
  });

  it('is a name declared twice, with both places, but not in another database or version', async () => {
    const copy = project(
      `import './more';
export const a = new OlapTable<Row>('events', { version: '1.0' });
export const b = new OlapTable<Row>('events', { version: '1.1' });
export const c = new OlapTable<Row>('events', { version: '1.0', database: 'archive' });
export const d = new Stream<Row>('events');
export const e = new Stream<Row>('events', { version: '2.0' });
export const f = new View('events', { selectStatement: 'SELECT 1', baseTables: [] });`,
      {
        'app/more.ts': `import { OlapTable, Stream, Api, Workflow, Task } from '@514labs/moose-lib';
new OlapTable<{ id: string }>('events_1_0');
new Stream<{ id: string }>('events');
for (const path of ['x', 'y']) new Api<{ id: string }>('top', async () => path, { path });
const task = new Task<null, void>('t', { run: async () => {} });
new Workflow('nightly', { startingTask: task }); new Workflow('nightly', { startingTask: task });`,
      },
    );
    expect(await complaints(copy)).toEqual([
      'app/index.ts:4 table events_1_0 is declared twice: at app/more.ts:2 and at app/index.ts:4',
      'app/index.ts:7 stream events is declared twice: at app/more.ts:3 and at app/index.ts:7',
      'app/more.ts:4 api top is declared twice: at app/more.ts:4 and at app/more.ts:4',
      'app/more.ts:6 workflow nightly is declared twice: at app/more.ts:6 and at app/more.ts:6',
    ]);
  });

  it('is a topic that is to be two things at once', async () => {
    const copy =
      project(`export const a = new Stream<Row>('a', { retentionPeriod: 90, configs: { 'retention.ms': 91000 } });
export const b = new Stream<Row>('b', { compression: 'zstd', configs: { 'compression.type': 'lz4' } });
export const c = new Stream<Row>('c', { cleanupPolicy: 'delete', configs: { 'cleanup.policy': null } });
export const d = new Stream<Row>('d', { replicationFactor: 1.5 });
export const e = new Stream<Row>('e', { configs: { 'flush.ms': ['1'] as unknown as string } });`);
    expect(await complaints(copy)).toEqual([
      "app/index.ts:3 stream a has both retentionPeriod and configs['retention.ms']",
      "app/index.ts:4 stream b has both compression and configs['compression.type']",
      "app/index.ts:5 stream c has both cleanupPolicy and configs['cleanup.policy']",
      'app/index.ts:6 replicationFactor of stream d is 1.5, not a whole number from 1',
      'app/index.ts:7 configs.flush.ms of stream e is a list, not a text, number or boolean',
    ]);
  });

  it('is an option that would be left out without a word: no such one, of another engine, or with nothing to stand on', async () => {
    const copy = project(`const as = <C>(config: C): never => config as never;
new OlapTable<Row>('plain', as({ orderByFields: ['id'], ver: 'amount', isDeleted: 'amount', keeperPath: '/t', pth: 's3' }));
new OlapTable<Row>('misspelt', as({ engine: ClickHouseEngines.ReplacingMergeTree, orderByFeilds: ['id'], partitonBy: 'id', tll: 'at', vers: 'amount', orderBy: 'id', team: 'shop' }));
new OlapTable<Row>('deletes', { engine: ClickHouseEngines.ReplacingMergeTree, isDeleted: 'amount', orderByFields: ['id'] });
new OlapTable<Row>('copied', { engine: ClickHouseEngines.ReplicatedMergeTree, replicaName: 'r', orderByFields: ['id'] });
new OlapTable<Row>('lake', as({ engine: ClickHouseEngines.S3, path: 'https://x.example/a', format: 'CSV', awsAccessKeyId: 'k', headers: { a: 'b' } }));
new OlapTable<Row>('buffered', { engine: ClickHouseEngines.Buffer, targetDatabase: 'd', targetTable: 't', numLayers: 1, minTime: 1, maxTime: 2, minRows: 1, maxRows: 2, minBytes: 1, maxBytes: 2, flushBytes: 3 });
new OlapTable<Row>('mongo', as({ engine: ClickHouseEngines.MongoDB, uri: 'mongodb://x.example/db', hostPort: 'x:1', remoteCollection: 'c' }));
new OlapTable<Row>('indexed', as({ orderByFields: ['id'], indexes: [{ name: 'i', expression: 'id', type: 'minmax', granularty: 4 }] }));
new Stream<Row>('clicks', as({ retentionPeriods: 60 }));
new View('seen', as({ selectStatement: 'SELECT 1 AS a', baseTables: [], databse: 'other' }));
const view = new MaterializedView<Row>(as({ materializedViewName: 'mv', selectStatement: 'SELECT 1 AS id', selectTables: [], innerTable: { orderByFields: ['id'], sign: 'amount', lifeCycle: 'FULLY_MANAGED' }, refresh: { every: '1 DAY', ofset: '1 HOUR' }, sqlSecurty: 'NONE' }));
new IngestPipeline<Row>('piped', as({ table: { orderByFields: ['id'], columns: ['amount'] }, stream: { paralelism: 3 }, deadLeterQueue: true }));
`);
    expect(await complaints(copy)).toEqual([
      'app/index.ts:4 table plain has "ver", which engine MergeTree does not take',
      'app/index.ts:4 table plain has "isDeleted", which engine MergeTree does not take',
      'app/index.ts:4 table plain has "keeperPath", which engine MergeTree does not take',
      'app/index.ts:4 table plain has the unknown option "pth"; did you mean "path"?',
      'app/index.ts:5 table misspelt has the unknown option "orderByFeilds"; did you mean "orderByFields"?',
      'app/index.ts:5 table misspelt has the unknown option "partitonBy"; did you mean "partitionBy"?',
      'app/index.ts:5 table misspelt has the unknown option "tll"; did you mean "ttl"?',
      'app/index.ts:5 table misspelt has the unknown option "vers"; did you mean "ver"?',
      'app/index.ts:5 table misspelt has the unknown option "orderBy"; did you mean "orderByFields"?',
      'app/index.ts:5 table misspelt has the unknown option "team"',
      'app/index.ts:6 "isDeleted" of table deletes needs "ver"',
      'app/index.ts:7 "replicaName" of table copied needs "keeperPath"',
      'app/index.ts:8 "awsAccessKeyId" of table lake needs "awsSecretAccessKey"',
      'app/index.ts:9 "flushBytes" of table buffered needs "flushTime" and "flushRows"',
      'app/index.ts:10 "hostPort" of table mongo counts for nothing beside "uri"',
      'app/index.ts:11 indexes[0] of table indexed has the unknown option "granularty"; did you mean "granularity"?',
      'app/index.ts:12 stream clicks has the unknown option "retentionPeriods"; did you mean "retentionPeriod"?',
      'app/index.ts:13 view seen has the unknown option "databse"; did you mean "database"?',
      'app/index.ts:14 materialized view mv has the unknown option "sqlSecurty"; did you mean "sqlSecurity"?',
      'app/index.ts:14 the inner table of materialized view mv has "sign", which engine MergeTree does not take',
      'app/index.ts:14 the inner table of materialized view mv has "lifeCycle", which is for the view to say',
      'app/index.ts:14 refresh of materialized view mv has the unknown option "ofset"; did you mean "offset"?',
      'app/index.ts:15 table piped has "columns", which engine MergeTree does not take',
      'app/index.ts:15 stream piped has the unknown option "paralelism"; did you mean "parallelism"?',
      'app/index.ts:15 pipeline piped has the unknown option "deadLeterQueue"; did you mean "deadLetterQueue"?',
    ]);
    const hints = (await copy.problems()).map(({ hint }) => hint);
    expect(hints.slice(0, 4)).toEqual([
      'It is an option of ReplacingMergeTree, VersionedCollapsingMergeTree.',
      'It is an option of ReplacingMergeTree.',
      'It is an option of ReplicatedMergeTree, ReplicatedReplacingMergeTree, ReplicatedAggregatingMergeTree, ReplicatedSummingMergeTree and others.',
      'Notes of your own go into `metadata`.',
    ]);
  });

  it('is no option that Moose knows, wherever it may stand', async () => {
    const declared = await project(`
const table = new OlapTable<Row>('all', { orderByFields: ['id'], version: '1', lifeCycle: LifeCycle.FULLY_MANAGED, settings: {}, ttl: undefined, indexes: [], projections: [], constraints: [], seedFilter: { limit: 3 }, metadata: { team: 'shop' } });
new OlapTable<Row>('lake', { engine: ClickHouseEngines.S3, path: 'https://x.example/a', noSign: false, compression: 'auto', format: 'auto', headers: {} });
new OlapTable<Row>('replaced', { engine: ClickHouseEngines.ReplacingMergeTree, ver: undefined, orderByFields: ['id'] });
const queue = new DeadLetterQueue<Row>('dead', { parallelism: 2 });
new Stream<Row>('clicks', { destination: table, defaultDeadLetterQueue: queue, metadata: {} });
new IngestPipeline<Row>('piped', { table: { orderByFields: ['id'] }, stream: { parallelism: 3 }, ingestApi: { path: 'p' }, deadLetterQueue: true, version: '2', path: 'q', metadata: {} });
new MaterializedView<Row>({ materializedViewName: 'mv', selectStatement: 'SELECT 1 AS id', selectTables: [table], targetTable: { name: 'kept', engine: ClickHouseEngines.MergeTree, orderByFields: ['id'] }, lifeCycle: LifeCycle.FULLY_MANAGED, metadata: {} });
`).declare();
    expect(declared.tables.map(({ name }) => name)).toEqual(['all', 'lake', 'replaced', 'piped', 'kept']);
  });

  it('is a table without a row type', async () => {
    const copy = project(
      `const Any = OlapTable as unknown as new (name: string) => object;\nexport const a = new Any('untyped');`,
    );
    expect(await complaints(copy)).toEqual(['app/index.ts:4 table untyped has no columns']);
  });

  it('is told besides types that cannot be columns, without what only follows from them', async () => {
    const copy =
      project(`export const a = new OlapTable<{ id: string; run: () => void }>('a', { orderByFields: ['id', 'run'] });
export const b = new View('b', { selectStatement: sql\`SELECT \${true}\`, baseTables: [] });`);
    expect((await copy.problems()).map(({ code, position }) => [code, position?.line])).toEqual([
      ['TYPE_UNSUPPORTED', 3],
      ['DECLARATION_INVALID', 4],
    ]);
  });

  it('is a value of a missing package that is part of a declaration', async () => {
    const copy = project(`import { config, fields, source } from 'settings-package';
export const a = new OlapTable<Row>(config.name, { orderByFields: fields });
export const b = new OlapTable<Row>('b', { ttl: config.ttl, settings: { keep: config.keep } });
export const c = new View('c', { selectStatement: sql\`SELECT \${config.columns} FROM x\`, baseTables: [source] });
export const d = new Stream<Row>('d', { parallelism: config.partitions, destination: source });`);
    const from =
      'comes from the package `settings-package` (imported in app/index.ts:3), which is not installed';
    expect(await complaints(copy)).toEqual([
      `app/index.ts:4 the name of a table ${from}`,
      `app/index.ts:4 orderByFields of table  ${from}`,
      `app/index.ts:5 ttl of table b ${from}`,
      `app/index.ts:5 settings.keep of table b ${from}`,
      `app/index.ts:6 a value in the SELECT of view c ${from}`,
      `app/index.ts:6 baseTables[0] of view c ${from}`,
      `app/index.ts:7 the destination of stream d ${from}`,
      `app/index.ts:7 parallelism of stream d ${from}`,
    ]);
  });

  it('is only the failure where the code did not run through', async () => {
    const copy = project(
      `export const a = new OlapTable<Row>('a', { orderByFields: ['idd' as 'id'] });\nthrow new Error('stopped here');`,
    );
    expect(await complaints(copy)).toEqual([
      'app/index.ts:4 The code fails while it is loaded: Error: stopped here',
    ]);
  });
});

describe('names the type checker cannot see', () => {
  it('may come from loops, functions that are not generic, and the environment', async () => {
    process.env.DECLARE_TEST_PREFIX = 'eu_';
    const copy =
      project(`const make = (name: string) => new OlapTable<Row>(\`\${process.env.DECLARE_TEST_PREFIX}\${name}\`, { orderByFields: ['at'] });
export const all = ['a', 'b'].map(make);
export const queue = new DeadLetterQueue<Row>('failed', { parallelism: 2 });
export const engines = [ClickHouseEngines.Memory, LifeCycle.FULLY_MANAGED];`);
    const { tables, streams } = await copy.declare();
    delete process.env.DECLARE_TEST_PREFIX;
    expect(tables.map(({ name, columns }) => [name, columns.length])).toEqual([
      ['eu_a', 3],
      ['eu_b', 3],
    ]);
    expect(streams[0]).toMatchObject({ name: 'failed', partitions: 2, destination: null });
  });
});
