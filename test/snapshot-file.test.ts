import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../src/errors.ts';
import { readSnapshot, writeSnapshots } from '../src/files/migration-files.ts';
import { parseSnapshot, printSnapshot } from '../src/files/snapshot.ts';
import { hashInfraMap, stableJson } from '../src/model/hash.ts';
import { emptyInfraMap, type InfraMap } from '../src/model/infra-map.ts';
import { noSurroundings } from '../src/model/surroundings.ts';
import type { MaterializedView } from '../src/model/view.ts';
import { driftBetween } from '../src/plan/drift.ts';
import { infraMap as anyMap } from './support/infra-arbitrary.ts';

const FILE = 'remote_state.json';

const DAILY: MaterializedView = {
  address: 'shop.daily',
  database: 'shop',
  name: 'daily',
  select: 'SELECT day, count() AS n FROM shop.clicks GROUP BY day',
  columns: null,
  security: null,
  comment: 'per day',
  sources: ['shop.clicks'],
  target: { database: 'lake', name: 'days' },
  refresh: null,
  inner: null,
  startsEmpty: false,
  lifeCycle: 'FULLY_MANAGED',
  cluster: null,
  source: { file: 'app/views.ts', line: 9, column: 1 },
  notUnderstood: null,
};

const MAP: InfraMap = {
  ...emptyInfraMap('shop'),
  materializedViews: [DAILY],
  topics: [
    {
      address: 'topic/clicks',
      name: 'clicks',
      partitions: 6,
      replicationFactor: 5,
      schema: null,
      isPinned: true,
      destination: 'shop.clicks',
      configs: { 'cleanup.policy': 'compact', 'retention.ms': '7200000', 'flush.ms': null },
      version: null,
      lifeCycle: 'FULLY_MANAGED',
      source: null,
      live: null,
    },
  ],
  components: [{ address: 'api/top', kind: 'api', name: 'top', detail: { path: '/top' }, source: null }],
};

function refusal(text: string): AppError {
  try {
    parseSnapshot(text, FILE);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the snapshot was accepted');
}

describe('printSnapshot', () => {
  it('keeps the cluster of the topics, which is no part of the hash', () => {
    const text = printSnapshot(MAP, [], 'RB1j67w566NZyQYezoSCvQ');
    expect(JSON.parse(text)).toMatchObject({ kafka_cluster_id: 'RB1j67w566NZyQYezoSCvQ' });
    expect(parseSnapshot(text, FILE)).toMatchObject({
      kafkaCluster: 'RB1j67w566NZyQYezoSCvQ',
      hash: hashInfraMap(MAP),
    });
    expect(printSnapshot(MAP)).not.toContain('kafka_cluster_id');
    const moved = text.replace('RB1j67w566NZyQYezoSCvQ', 'another');
    expect(refusal(moved).code).toBe('FILE_HASH_WRONG');
  });

  it('writes the words of the format, keyed by address', () => {
    const text = printSnapshot(MAP);
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      hash: hashInfraMap(MAP),
      default_database: 'shop',
      tables: {},
      materialized_views: {
        'shop.daily': {
          name: 'daily',
          database: 'shop',
          selectSql: DAILY.select,
          sourceTables: ['shop.clicks'],
          targetTable: 'days',
          targetDatabase: 'lake',
          lifeCycle: 'FULLY_MANAGED',
          metadata: { source: { file: 'app/views.ts', line: 9, column: 1 } },
        },
      },
      topics: { 'topic/clicks': { partition_count: 6, retention_period: { secs: 7200, nanos: 0 } } },
      topic_to_table_sync_processes: {
        'topic/clicks': { source_topic_id: 'topic/clicks', target_table_id: 'shop.clicks' },
      },
      api_endpoints: { 'api/top': { kind: 'api', detail: { path: '/top' } } },
      workflows: {},
    });
    expect(text.endsWith('\n}\n')).toBe(true);
    const keys = Object.keys(JSON.parse(text));
    expect(keys).toEqual([...keys].sort());
  });

  it('refuses two objects with one address', () => {
    expect(() => printSnapshot({ ...MAP, materializedViews: [DAILY, DAILY] })).toThrow(AppError);
  });
});

describe('a printed snapshot', () => {
  it('keeps what its definitions name on the server, which is no part of the hash', () => {
    const surroundings = {
      ...noSurroundings,
      clusters: [{ name: 'analytics', shards: [2, 1] }],
      policies: [{ name: 'tiered', volumes: [{ name: 'cold', disks: ['archive'] }] }],
      macros: { layer: 'b' },
      rollups: [
        {
          name: 'graphs',
          rules: [{ regexp: null, aggregate: 'avg', retention: [{ age: 3600, precision: 300 }] }],
        },
      ],
      executables: [{ name: 'score', arguments: ['UInt64'], returns: 'Float64' }],
    };
    const read = parseSnapshot(printSnapshot(MAP, [], null, { ...surroundings, definers: ['ann'] }), FILE);
    expect(read).toMatchObject({ surroundings, hash: hashInfraMap(MAP) });
    expect(printSnapshot(MAP, [], null, { ...noSurroundings, definers: ['ann'] })).toBe(printSnapshot(MAP));
  });

  it('is read back exactly, and printed again with the same bytes', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        const text = printSnapshot(map);
        const read = parseSnapshot(text, FILE);
        expect(read).toEqual({
          map,
          hash: hashInfraMap(map),
          isOurs: true,
          undeclared: [],
          kafkaCluster: null,
          surroundings: noSurroundings,
        });
        expect(printSnapshot(read.map)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('is no difference to what was printed', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        expect(driftBetween(parseSnapshot(printSnapshot(map), FILE).map, map)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a compared text', '"cleanup.policy": "compact"', '"cleanup.policy": "delete"'],
    ['a life cycle', '"lifeCycle": "FULLY_MANAGED"', '"lifeCycle": "EXTERNALLY_MANAGED"'],
    ['a component', '"path": "/top"', '"path": "/bottom"'],
    ['the hash', '"hash": "sha256:', '"hash": "sha256:0'],
    ['the checksum', '"checksum": "sha256:', '"checksum": "sha256:0'],
    ['a new key', '"version": 1', '"version": 1, "extra": 1'],
  ])('is found out when %s is changed by hand', (_, before, after) => {
    const text = printSnapshot(MAP);
    expect(text).toContain(before);
    const error = refusal(text.replace(before, after));
    expect(error.code).toBe('FILE_HASH_WRONG');
    expect(error.hint).toMatch(/version control/);
  });

  it('may be laid out anew and have other line ends', () => {
    const text = JSON.stringify(JSON.parse(printSnapshot(MAP)), null, 4).replaceAll('\n', '\r\n');
    expect(parseSnapshot(text, FILE).map).toEqual(MAP);
  });

  it('says where it is cut off or not merged', () => {
    const text = printSnapshot(MAP);
    const cut = refusal(text.slice(0, text.indexOf('"selectSql"') + 20));
    expect(cut.code).toBe('FILE_INVALID');
    expect(cut.problems[0]?.position?.line).toBeGreaterThan(10);
    const unmerged = refusal(text.replace('  "tables"', '<<<<<<< ours\n  "tables"'));
    expect(unmerged.problems[0]).toMatchObject({
      code: 'FILE_INVALID',
      frame: expect.stringContaining('<<<<<<<'),
    });
    expect(refusal('[]\n').message).toMatch(/not a JSON object/);
    expect(refusal('# yaml\na: 1\n').message).toMatch(/not a JSON object/);
  });

  it('of a later version is refused', () => {
    expect(refusal('{ "version": 2, "hash": "x" }').message).toMatch(/version 2/);
  });
});

describe('hashInfraMap', () => {
  const clicks = {
    ...DAILY,
    address: 'shop.clicks',
    name: 'clicks',
    lifeCycle: 'EXTERNALLY_MANAGED',
  } as const;

  it('has no ear for what is not compared', () => {
    const moved = {
      ...DAILY,
      source: null,
      lifeCycle: 'DELETION_PROTECTED',
      sources: [],
      cluster: 'east',
    } as const;
    expect(hashInfraMap({ ...MAP, defaultDatabase: 'x', components: [], materializedViews: [moved] })).toBe(
      hashInfraMap(MAP),
    );
    expect(hashInfraMap({ ...MAP, materializedViews: [clicks, DAILY] })).toBe(hashInfraMap(MAP));
    expect(hashInfraMap({ ...MAP, materializedViews: [DAILY, { ...clicks, select: 'SELECT 2' }] })).toBe(
      hashInfraMap(MAP),
    );
  });

  it('hears everything else', () => {
    const changed: readonly InfraMap[] = [
      { ...MAP, materializedViews: [{ ...DAILY, comment: null }] },
      { ...MAP, materializedViews: [{ ...DAILY, target: null }] },
      { ...MAP, topics: [] },
      { ...MAP, views: [{ ...DAILY }] },
      emptyInfraMap('shop'),
    ];
    expect(new Set([...changed, MAP].map(hashInfraMap)).size).toBe(changed.length + 1);
    expect(hashInfraMap(MAP)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('is of JSON whose keys are in order', () => {
    expect(stableJson({ b: [{ d: 1, c: null }], a: undefined })).toBe('{"b":[{"c":null,"d":1}]}');
  });
});

describe('a snapshot of the peer', () => {
  const column = (name: string, type: unknown, more: object = {}) => ({
    name,
    data_type: type,
    required: true,
    unique: false,
    primary_key: false,
    default: null,
    annotations: [],
    ...more,
  });
  const peer = {
    consumption_api_web_server: {},
    default_database: 'shop',
    dmv1_views: {},
    moose_version: '0.6.533',
    orchestration_workers: { typescript: { supported_language: 'Typescript' } },
    api_endpoints: {
      INGRESS_clicks: {
        name: 'clicks',
        api_type: { INGRESS: { target_topic_id: 'clicks' } },
        method: 'POST',
        path: 'ingest/clicks',
      },
      EGRESS_top: { name: 'top', api_type: { EGRESS: {} }, method: 'GET', path: 'api/top' },
    },
    function_processes: {
      a_b: { name: 'clean', source_topic_id: 'a', target_topic_id: 'b', source_primitive: { name: 'clean' } },
    },
    tables: {
      shop_clicks_2_0_2_0: {
        name: 'clicks_2_0',
        version: '2.0',
        columns: [
          column('id', 'String', { primary_key: true }),
          column('at', 'DateTime'),
          column('tags', { elementType: 'String', elementNullable: false }),
          column('price', 'Decimal(10, 2)', {
            required: false,
            default: '0',
            codec: 'ZSTD(3)',
            comment: 'net',
          }),
          column('kind', 'String', { annotations: [['LowCardinality', true]] }),
        ],
        engine: { ReplacingMergeTree: { ver: 'at', is_deleted: null } },
        engine_params_hash: 'abc',
        table_settings_hash: 'def',
        indexes: [
          { name: 'i', expression: 'kind', type: 'bloom_filter', arguments: ['0.02'], granularity: 3 },
        ],
        life_cycle: 'DELETION_PROTECTED',
        metadata: { description: null, source: { file: 'app/index.ts' } },
        order_by: ['id', 'at'],
        partition_by: 'toYYYYMM(at)',
        source_primitive: { name: 'clicks', primitive_type: 'DataModel' },
        table_settings: { index_granularity: '8192' },
        table_ttl_setting: 'at + INTERVAL 1 YEAR',
        something_newer: true,
      },
      shop_raw: {
        name: 'raw',
        database: 'shop',
        columns: [column('id', 'Int64', { primary_key: true })],
        engine: 'MergeTree',
        order_by: [],
      },
    },
    materialized_views: {
      daily: {
        name: 'daily',
        selectSql: 'SELECT count() FROM `clicks_2_0`',
        sourceTables: ['`clicks_2_0`', '`lake`.`more`'],
        targetTable: 'raw',
        lifeCycle: 'FULLY_MANAGED',
        metadata: null,
      },
    },
    views: { v: { name: 'v', database: 'lake', selectSql: 'SELECT 1', sourceTables: ['`t`'] } },
    topics: {
      clicks: {
        name: 'clicks',
        version: null,
        retention_period: { secs: 604800, nanos: 0 },
        partition_count: 3,
        max_message_bytes: 1048576,
        columns: [column('id', 'String')],
        life_cycle: 'FULLY_MANAGED',
        metadata: null,
        schema_config: null,
        source_primitive: { name: 'clicks', primitive_type: 'Topic' },
      },
    },
    topic_to_table_sync_processes: {
      clicks_to_table: {
        source_topic_id: 'clicks',
        target_table_id: 'shop_clicks_2_0_2_0',
        columns: [],
        version: '2.0',
      },
    },
    sql_resources: {
      extra: {
        name: 'extra',
        database: null,
        source_file: 'app/index.ts',
        source_line: 5,
        source_column: 2,
        setup: ['SELECT 1'],
        teardown: [],
        pulls_data_from: [{ kind: 'Table', id: 'shop_raw' }],
        pushes_data_to: [{ kind: 'Table', id: 'elsewhere' }],
      },
    },
  };

  it('is read as far as our model holds it', () => {
    const { map, isOurs } = parseSnapshot(JSON.stringify(peer, null, 2), FILE);
    expect(isOurs).toBe(false);
    expect(map).toMatchObject({
      defaultDatabase: 'shop',
      tables: [
        {
          address: 'shop.clicks_2_0',
          version: '2.0',
          engine: { name: 'ReplacingMergeTree', args: ['at'] },
          primaryKey: 'id',
          orderBy: '(id, at)',
          lifeCycle: 'DELETION_PROTECTED',
          indexes: [{ type: 'bloom_filter(0.02)', granularity: 3 }],
          columns: [
            { name: 'id', type: 'String' },
            { name: 'at', type: "DateTime('UTC')" },
            { name: 'tags', type: 'Array(String)' },
            {
              name: 'price',
              type: 'Nullable(Decimal(10, 2))',
              default: { kind: 'DEFAULT', expression: '0' },
              codec: 'ZSTD(3)',
            },
            { name: 'kind', type: 'LowCardinality(String)' },
          ],
        },
        { address: 'shop.raw', primaryKey: 'id', orderBy: 'id', engine: { name: 'MergeTree' } },
      ],
      materializedViews: [
        {
          address: 'shop.daily',
          target: { database: 'shop', name: 'raw' },
          sources: ['shop.clicks_2_0', 'lake.more'],
        },
      ],
      views: [{ address: 'lake.v', sources: ['lake.t'] }],
      topics: [
        {
          address: 'topic/clicks',
          partitions: 3,
          replicationFactor: null,
          destination: 'shop.clicks_2_0',
          configs: { 'max.message.bytes': '1048576', 'retention.ms': '604800000' },
        },
      ],
      sqlResources: [
        {
          address: 'sql/extra',
          pullsFrom: ['shop.raw'],
          pushesTo: ['shop.elsewhere'],
          source: { file: 'app/index.ts', line: 5, column: 2 },
        },
      ],
      components: [
        { address: 'api/top', kind: 'api', detail: { method: 'GET' } },
        { address: 'ingest-api/clicks', kind: 'ingest-api', detail: { path: 'ingest/clicks' } },
        { address: 'transform/clean', kind: 'transform' },
      ],
    });
  });

  it('becomes one of ours when it is written again', () => {
    const { map } = parseSnapshot(JSON.stringify(peer), FILE);
    expect(parseSnapshot(printSnapshot(map), FILE)).toEqual({
      map,
      hash: hashInfraMap(map),
      isOurs: true,
      undeclared: [],
      kafkaCluster: null,
      surroundings: noSurroundings,
    });
  });

  it('is refused with the place of each fault', () => {
    const broken = structuredClone(peer) as {
      tables: Record<string, { columns: unknown[] }>;
      topics: object;
    };
    broken.tables.shop_raw?.columns.push(column('x', { Nonsense: 1 }), { name: 'y' });
    const error = refusal(JSON.stringify({ ...broken, views: 5 }, null, 2));
    expect(error.problems.map((each) => each.message)).toEqual([
      'tables.shop_raw.columns.2.data_type is missing',
      'views must be a group of keys',
    ]);
    expect(error.problems[0]?.frame).toContain('"name": "y"');
  });
});

describe('the files', () => {
  it('are written and read', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'snapshot-'));
    try {
      await writeSnapshots(dir, { base: emptyInfraMap('shop'), desired: MAP });
      expect((await readSnapshot(dir, 'desired')).map).toEqual(MAP);
      expect((await readSnapshot(dir, 'base')).map).toEqual(emptyInfraMap('shop'));
      const text = await readFile(join(dir, 'local_infra_map.json'), 'utf8');
      await writeFile(join(dir, 'local_infra_map.json'), text.replace('compact', 'delete'));
      await expect(readSnapshot(dir, 'desired')).rejects.toMatchObject({
        code: 'FILE_HASH_WRONG',
        message: expect.stringContaining('local_infra_map.json'),
      });
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
