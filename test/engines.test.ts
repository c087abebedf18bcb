import { describe, expect, it } from 'vitest';
import { type ReadObject, readObject } from '../src/ddl/read-object.ts';
import { diffInfraMaps } from '../src/diff/diff-infra-maps.ts';
import { maskedTableText } from '../src/facets/engines/masked-text.ts';
import { canonicalTable } from '../src/facets/tables/index.ts';
import type { DeclaredTable } from '../src/model/declared.ts';
import { emptyInfraMap } from '../src/model/infra-map.ts';
import type { Plan } from '../src/model/operation.ts';
import type { Table } from '../src/model/table.ts';
import { planChanges } from '../src/plan/plan-changes.ts';
import { infraMapOf } from '../src/project/infra-map-of.ts';

/** A live table of one column, by what stands behind ENGINE. */
function live(engine: string): Table {
  const text = `CREATE TABLE local.t (\`id\` UInt64) ENGINE = ${engine}`;
  const reading: ReadObject = readObject({ database: 'local', name: 't', engine: '', text });
  if (reading.family !== 'table') throw new Error(`${engine} is no table`);
  expect(reading.object.notUnderstood).toBeNull();
  return canonicalTable(reading.object);
}

function declaredTable(engine: string, config: Readonly<Record<string, unknown>>): DeclaredTable {
  return {
    name: 't',
    database: null,
    version: null,
    cluster: null,
    lifeCycle: 'FULLY_MANAGED',
    engine,
    config,
    columns: [{ name: 'id', type: 'UInt64', tags: {}, position: null }],
    source: null,
  };
}

function declared(engine: string, config: Readonly<Record<string, unknown>>): Table {
  const nothing = {
    views: [],
    materializedViews: [],
    dictionaries: [],
    functions: [],
    streams: [],
    sqlResources: [],
    components: [],
    notices: [],
  };
  const map = infraMapOf(
    { ...nothing, tables: [declaredTable(engine, config)] },
    { defaultDatabase: 'local', additionalDatabases: [], clusters: [], namespace: null },
  );
  const [table] = map.tables;
  if (table === undefined) throw new Error('no table');
  return table;
}

function planOf(before: Table, wanted: Table): Plan {
  const map = (table: Table) => ({ ...emptyInfraMap('local'), tables: [table] });
  const [old, desired] = [map(before), map(canonicalTable(wanted))];
  const diff = diffInfraMaps(old, { declared: map(wanted), canonical: desired });
  return planChanges({
    diff,
    live: old,
    desired,
    sizes: new Map(),
    unmanaged: new Set(),
    missingDatabases: [],
    flavour: 'kafka',
  });
}

const LOGIN = { hostPort: 'db.example:5432', remoteDatabase: 'shop', remoteTable: 'orders', user: 'reader' };
const POSTGRES = "PostgreSQL('db.example:5432', 'shop', 'orders', 'reader', '[HIDDEN]')";

describe('a named collection', () => {
  const collection = {
    kind: 'NamedCollection',
    name: 'pg',
    overrides: { table: 'orders', schema: 'sales', use_table_cache: true },
  };

  it('is the same with the names that the server quotes', () => {
    const text = "PostgreSQL(pg, `table` = 'orders', schema = 'sales', use_table_cache = 1)";
    expect(planOf(live(text), declared('PostgreSQL', { collection }))).toMatchObject({
      operations: [],
      refused: [],
    });
    expect(
      planOf(live(text.replace('orders', 'others')), declared('PostgreSQL', { collection })).refused,
    ).toHaveLength(1);
  });
});

describe('a secret of an engine', () => {
  it.each([
    ['given in code', POSTGRES, 'PostgreSQL', { ...LOGIN, password: 'hunter2' }],
    ['of the environment', POSTGRES, 'PostgreSQL', { ...LOGIN, password: '__MOOSE_RUNTIME_ENV__:SHOP' }],
    [
      'inside an address',
      "URL('https://reader:[HIDDEN]@data.example/x.csv', 'CSV')",
      'URL',
      { url: 'https://reader:__MOOSE_RUNTIME_ENV__:WEB@data.example/x.csv', format: 'CSV' },
    ],
    [
      'in a header',
      "S3('s3://bucket/x.csv', 'NOSIGN', 'CSV', headers('X-Key' = '[HIDDEN]'))",
      'S3',
      { path: 's3://bucket/x.csv', noSign: true, format: 'CSV', headers: { 'X-Key': 'hunter2' } },
    ],
    [
      'among the settings',
      "Kafka SETTINGS kafka_broker_list = 'b:9092', kafka_sasl_password = '[HIDDEN]'",
      'Kafka',
      { settings: { kafka_broker_list: 'b:9092', kafka_sasl_password: 'hunter2' } },
    ],
  ])('%s is compared without its value, and stands nowhere', (_, engine, name, config) => {
    const wanted = declared(name, config);
    expect(JSON.stringify(wanted)).not.toContain('hunter2');
    expect(planOf(live(engine), wanted)).toMatchObject({ operations: [], refused: [] });
  });

  it('does not hide another address', () => {
    const wanted = declared('PostgreSQL', { ...LOGIN, hostPort: 'other.example:5432', password: 'hunter2' });
    expect(planOf(live(POSTGRES), wanted).refused[0]?.because).toContain("'other.example:5432'");
    const elsewhere = declared('URL', { url: 'https://reader:hunter2@data.example/y.csv', format: 'TSV' });
    expect(
      planOf(live("URL('https://reader:[HIDDEN]@data.example/x.csv', 'CSV')"), elsewhere).refused,
    ).toHaveLength(1);
  });

  it.each([
    [
      "MongoDB('mongodb://reader:hunter2@m.example/shop', 'orders')",
      'mongodb://reader:[HIDDEN]@m.example/shop',
    ],
    ["AzureQueue('AccountName=a;AccountKey=hunter2;', 'c', '*.csv')", 'AccountName=a;AccountKey=[HIDDEN];'],
    ["URL('https://d.example/x?token=hunter2', 'CSV')", 'https://d.example/x?token=[HIDDEN]'],
    ["URL('https://d.example/x', 'CSV', headers('X' = 'hunter2'))", "headers('X' = '[HIDDEN]')"],
    [
      "NATS SETTINGS nats_subjects = 's', nats_token = 'hunter2'",
      "nats_subjects = 's', nats_token = '[HIDDEN]'",
    ],
    ["MergeTree ORDER BY id SETTINGS disk = disk(type = s3, secret_access_key = 'hunter2')", "'[HIDDEN]'"],
  ])('that the server shows is taken out of its text: %s', (engine, shown) => {
    const text = maskedTableText(`CREATE TABLE local.t (\`id\` UInt64) ENGINE = ${engine}`);
    expect(text).toContain(shown);
    expect(text).not.toContain('hunter2');
  });

  it('is not looked for in comments, defaults and keys', () => {
    const text =
      "CREATE TABLE local.t (`id` String DEFAULT 'a://b:c@d') ENGINE = MergeTree ORDER BY id COMMENT 'see a://b:c@d'";
    expect(maskedTableText(text)).toBe(text);
  });
});

describe('an engine', () => {
  it('that only consumes takes other settings, and no other columns', () => {
    const queue = live("S3Queue('s3://bucket/*.csv', 'NOSIGN', 'CSV') SETTINGS mode = 'unordered'");
    const config = { s3Path: 's3://bucket/*.csv', noSign: true, format: 'CSV' };
    const tuned = declared('S3Queue', {
      ...config,
      settings: { mode: 'unordered', processing_threads_num: '3' },
    });
    expect(planOf(queue, tuned).operations.map(({ kind }) => kind)).toEqual(['ModifyTableSettings']);
    const wider = { ...tuned, columns: [...tuned.columns, { ...tuned.columns[0], name: 'n' } as never] };
    expect(planOf(queue, wider).refused[0]?.because).toBe('S3Queue tables take no ALTER but of comments');
  });

  it('that ClickHouse Cloud has made a Shared one is the same', () => {
    const shared = live(
      "SharedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', id) ORDER BY id SETTINGS index_granularity = 8192",
    );
    for (const name of ['ReplacingMergeTree', 'ReplicatedReplacingMergeTree'])
      expect(planOf(shared, declared(name, { ver: 'id', orderByFields: ['id'] }))).toMatchObject({
        operations: [],
        refused: [],
      });
  });

  it('by key asks for one', () => {
    expect(() => declared('KeeperMap', { keeperPath: '/x' })).toThrow(
      'local.t: engine KeeperMap needs a key',
    );
  });

  it('writes the names of database and table into a path as the server does', () => {
    const path = live(
      "ReplicatedMergeTree('/keeper/local/t', 'r1') ORDER BY id SETTINGS index_granularity = 8192",
    );
    const config = { keeperPath: '/keeper/{database}/{table}', replicaName: 'r1', orderByFields: ['id'] };
    expect(planOf(path, declared('ReplicatedMergeTree', config))).toMatchObject({
      operations: [],
      refused: [],
    });
  });
});
