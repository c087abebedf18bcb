import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createView } from '../src/ddl/create.ts';
import { emptyInfraMap, type InfraMap } from '../src/model/infra-map.ts';
import type { MaterializedView, View } from '../src/model/view.ts';
import { openAnswerCache } from '../src/rehearse/answer-cache.ts';
import { canonicaliseDeclared } from '../src/rehearse/canonicalise.ts';
import { isReachingName, reachesOut, readsClusters } from '../src/rehearse/reach.ts';
import { openShadow, type Shadow } from '../src/rehearse/shadow.ts';
import { unreadView } from '../src/rehearse/shadow-view.ts';
import { nowhere } from '../src/rehearse/surroundings.ts';
import { describeWithEngine } from './support/engine.ts';

/** Table functions that end inside the engine. */
const INSIDE = new Set(
  'numbers numbers_mt zeros zeros_mt generate_series generateSeries generateRandom null values view viewIfPermitted viewExplain merge dictionary format input loop mergeTreeIndex mergeTreeProjection mergeTreeTextIndex mergeTreeAnalyzeIndexes mergeTreeAnalyzeIndexesUUID mergeTreePartInfo primes fuzzJSON fuzzQuery SQLStandardValues timeSeriesData timeSeriesSamples timeSeriesMetrics timeSeriesTags timeSeriesSelector prometheusQuery prometheusQueryRange eval'.split(
    ' ',
  ),
);

let listener: Server;
let connections = 0;
let port = 0;
const outside = mkdtempSync(join(tmpdir(), 'moose-outside-'));

beforeAll(async () => {
  listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  port = await new Promise<number>((resolve) => {
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
});

afterAll(async () => {
  await new Promise((resolve) => listener.close(resolve));
  rmSync(outside, { recursive: true, force: true });
});

/** What reads or writes elsewhere when it is merely looked at. */
function sources(): readonly string[] {
  const url = `http://127.0.0.1:${port}/x.csv`;
  const host = `127.0.0.1:${port}`;
  return [
    `s3('${url}', NOSIGN, 'CSV')`,
    `url('${url}', 'CSV')`,
    `remote('${host}', 'db', 't')`,
    `mysql('${host}', 'db', 't', 'u', 'p')`,
    `postgresql('${host}', 'db', 't', 'u', 'p')`,
    `mongodb('${host}', 'db', 'c', 'u', 'p', 'a String')`,
    `redis('${host}', 'k', 'k String, v String')`,
    `file('${outside}/in.csv', 'CSV')`,
    `sqlite('${outside}/in.db', 't')`,
    `icebergLocal('${outside}/ice')`,
    `executable('touch ${outside}/ran', 'TSV', 'a String')`,
  ];
}

function engines(): readonly string[] {
  const url = `http://127.0.0.1:${port}/x`;
  const host = `127.0.0.1:${port}`;
  return [
    `URL('${url}', 'CSV')`,
    `S3('${url}', NOSIGN, 'CSV')`,
    `IcebergS3('${url}', NOSIGN)`,
    `IcebergLocal('${outside}/ice', 'Parquet')`,
    `DeltaLake('${url}', NOSIGN)`,
    `AzureBlobStorage('DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=${url}', 'c', 'b', 'CSV')`,
    `MySQL('${host}', 'db', 't', 'u', 'p')`,
    `PostgreSQL('${host}', 'db', 't', 'u', 'p')`,
    `MongoDB('${host}', 'db', 't', 'u', 'p')`,
    `Redis('${host}') PRIMARY KEY a`,
    `SQLite('${outside}/made.db', 't')`,
    `EmbeddedRocksDB(0, '${outside}/rocks') PRIMARY KEY a`,
    `File('CSV', '${outside}/made.csv')`,
    `Kafka('${host}', 'topic', 'group', 'JSONEachRow')`,
    `Executable('x.sh', 'TSV')`,
  ];
}

async function expectNothingOutside(): Promise<void> {
  // What the engine begins in the background would come a moment later.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(connections).toBe(0);
  expect(readdirSync(outside)).toEqual([]);
}

const view = (name: string, select: string): View => ({
  address: `lab.${name}`,
  database: 'lab',
  name,
  select,
  columns: null,
  security: null,
  comment: null,
  sources: [],
  lifeCycle: 'FULLY_MANAGED',
  cluster: null,
  source: null,
  notUnderstood: null,
});

const materialized = (name: string, select: string): MaterializedView => ({
  ...view(name, select),
  target: { database: 'lab', name: 'sums' },
  refresh: 'EVERY 1 HOUR',
  inner: null,
  startsEmpty: false,
});

function judged(declared: Partial<InfraMap>): Promise<InfraMap> {
  return canonicaliseDeclared({
    keep: null,
    declared: { ...emptyInfraMap('lab'), ...declared },
    undeclared: [],
    version: 'test',
    cache: openAnswerCache(null),
    surroundings: nowhere,
    open: (around) => openShadow(['lab'], around),
    tolerate: null,
  });
}

describeWithEngine('a shadow', () => {
  let shadow: Shadow;
  beforeAll(async () => {
    shadow = await openShadow(['lab']);
  });
  afterAll(() => shadow.close());

  it('knows which table functions leave the engine', async () => {
    const names = await shadow.query<{ readonly name: string }>('SELECT name FROM system.table_functions');
    expect(names.length).toBeGreaterThan(40);
    const unknown = names.filter(({ name }) => !INSIDE.has(name) && !isReachingName(name));
    expect(unknown).toEqual([]);
    expect(names.filter(({ name }) => INSIDE.has(name) && isReachingName(name))).toEqual([]);
    expect(readsClusters("SELECT 1 FROM cluster('main', local.t)")).toBe(true);
    expect(reachesOut("SELECT 1 FROM cluster('main', local.t)")).toBe(false);
    expect(reachesOut('CREATE TABLE `local`.`url` (`file` String, INDEX `s3` (file) TYPE minmax)')).toBe(
      false,
    );
    expect(reachesOut('INSERT INTO file (url) SELECT url FROM remote')).toBe(false);
    expect(reachesOut("SELECT 1 FROM a, `url` ('http://x', 'CSV')")).toBe(true);
  });

  it('refuses views that read from elsewhere, in every form, and opens nothing', async () => {
    const statements = sources().flatMap((source, at) => [
      `CREATE VIEW lab.v${at} AS SELECT * FROM ${source}`,
      `CREATE MATERIALIZED VIEW lab.m${at} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM ${source}`,
      `CREATE MATERIALIZED VIEW lab.r${at} REFRESH EVERY 1 SECOND ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM ${source}`,
      `CREATE TABLE lab.t${at} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM ${source}`,
      `CREATE TABLE lab.f${at} AS ${source}`,
      `INSERT INTO FUNCTION ${source} SELECT 1`,
    ]);
    for (const statement of statements) {
      const [error] = await shadow.runAll([statement]);
      expect({ statement, isRefused: error !== null }).toEqual({ statement, isRefused: true });
    }
    await expectNothingOutside();
  });

  it('loads views that are live over them without a look at what they read', async () => {
    const statements = sources().flatMap((source, at) => [
      `ATTACH VIEW lab.av${at} UUID '${crypto.randomUUID()}' (\`a\` String) AS SELECT a FROM ${source}`,
      `ATTACH MATERIALIZED VIEW lab.am${at} UUID '${crypto.randomUUID()}' TO lab.sums (\`a\` String) AS SELECT a FROM ${source}`,
    ]);
    await shadow.runAll(statements);
    await shadow.read(['lab']);
    await expectNothingOutside();
  });

  it('refuses engines that read or write elsewhere', async () => {
    for (const engine of engines()) {
      for (const verb of ['CREATE TABLE lab.e', `ATTACH TABLE lab.e UUID '${crypto.randomUUID()}'`]) {
        const statement = `${verb} (a String) ENGINE = ${engine}`;
        const [error] = await shadow.runAll([statement]);
        expect({ statement, isRefused: error !== null }).toEqual({ statement, isRefused: true });
      }
    }
    await expectNothingOutside();
  });

  it('refuses defaults, functions and dictionaries that do', async () => {
    const dictionary = (name: string, source: string): string =>
      `CREATE DICTIONARY lab.${name} (id UInt64, a String) PRIMARY KEY id SOURCE(${source}) LIFETIME(MIN 0 MAX 1) LAYOUT(FLAT())`;
    await shadow.runAll([
      `CREATE TABLE lab.d1 (id UInt64, a String DEFAULT file('${outside}/in.csv')) ENGINE = MergeTree ORDER BY id`,
      `CREATE FUNCTION reads AS (x) -> file('${outside}/in.csv')`,
      'CREATE VIEW lab.d2 AS SELECT reads(1)',
      dictionary('over_http', `HTTP(URL 'http://127.0.0.1:${port}/x' FORMAT 'TSV')`),
      dictionary('over_file', `FILE(PATH '${outside}/in.csv' FORMAT 'TSV')`),
      dictionary('over_program', `EXECUTABLE(COMMAND 'touch ${outside}/ran' FORMAT 'TSV')`),
      dictionary('over_server', `CLICKHOUSE(HOST '127.0.0.1' PORT ${port} TABLE 't' DB 'x')`),
      'SYSTEM RELOAD DICTIONARY lab.over_http',
      'SYSTEM RELOAD DICTIONARY lab.over_file',
      'SYSTEM RELOAD DICTIONARY lab.over_program',
      'SYSTEM RELOAD DICTIONARY lab.over_server',
      `BACKUP DATABASE lab TO File('${outside}/backup.zip')`,
      `SELECT 1 INTO OUTFILE '${outside}/out.csv'`,
    ]);
    await expectNothingOutside();
  });

  it('makes a view that says its columns without a look at what it reads', async () => {
    for (const [at, source] of sources().entries()) {
      const statement = createView(unreadView(view(`u${at}`, `select x from ${source}`)));
      expect(await shadow.runAll([statement])).toEqual([null]);
    }
    await expectNothingOutside();
  });

  it('judges the text of a view that reads from elsewhere, and of what reads that view', async () => {
    const url = `http://127.0.0.1:${port}/x.csv`;
    const map = await judged({
      views: [
        view('raw', `select * from url('${url}', CSV, 'a String') where a!='x'`),
        view('over', 'select count() as n from raw'),
      ],
      materializedViews: [materialized('hourly', `select a from url('${url}', CSV) LIMIT 5`)],
    });
    expect(map.views.map(({ name, select }) => [name, select])).toEqual([
      ['raw', `SELECT * FROM url('${url}', CSV, 'a String') WHERE a != 'x'`],
      ['over', 'SELECT count() AS n FROM lab.raw'],
    ]);
    expect(map.materializedViews.map(({ select, refresh, target }) => [select, refresh, target])).toEqual([
      [`SELECT a FROM url('${url}', CSV) LIMIT 5`, 'EVERY 1 HOUR', { database: 'lab', name: 'sums' }],
    ]);
    await expectNothingOutside();
  });
});
