import {
  ClickHouseEngines,
  type Int8,
  type Key,
  mooseRuntimeEnv,
  namedCollection,
  OlapDictionary,
  OlapTable,
  type UInt8,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

export interface Row {
  id: Key<UInt64>;
  sign: Int8;
  ver: UInt64;
  gone: UInt8;
  n: UInt64;
  m: UInt64;
}

export interface Pair {
  id: Key<UInt64>;
  n: UInt32;
}

const sorted = { orderByFields: ['id'] } as const;

export const target = new OlapTable<Pair>('target', sorted);
export const replacing = new OlapTable<Row>('replacing', {
  ...sorted,
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'ver',
  isDeleted: 'gone',
});
export const summing = new OlapTable<Row>('summing', {
  ...sorted,
  engine: ClickHouseEngines.SummingMergeTree,
  columns: ['n', 'm'],
});
export const coalescing = new OlapTable<Row>('coalescing', {
  ...sorted,
  engine: ClickHouseEngines.CoalescingMergeTree,
  columns: ['n'],
});
export const aggregating = new OlapTable<Row>('aggregating', {
  orderByExpression: '(id, sign, ver, gone, n, m)',
  engine: ClickHouseEngines.AggregatingMergeTree,
});
export const collapsing = new OlapTable<Row>('collapsing', {
  ...sorted,
  engine: ClickHouseEngines.CollapsingMergeTree,
  sign: 'sign',
});
export const versioned = new OlapTable<Row>('versioned', {
  ...sorted,
  engine: ClickHouseEngines.VersionedCollapsingMergeTree,
  sign: 'sign',
  ver: 'ver',
});

const coordinated = (path: string) => ({
  ...sorted,
  keeperPath: `/coverage/{database}/${path}`,
  replicaName: 'r1',
});

export const replicated = new OlapTable<Row>('replicated', {
  ...coordinated('plain'),
  engine: ClickHouseEngines.ReplicatedMergeTree,
});
export const replicatedReplacing = new OlapTable<Row>('replicated_replacing', {
  ...coordinated('replacing'),
  engine: ClickHouseEngines.ReplicatedReplacingMergeTree,
  ver: 'ver',
});
export const replicatedSumming = new OlapTable<Row>('replicated_summing', {
  ...coordinated('summing'),
  engine: ClickHouseEngines.ReplicatedSummingMergeTree,
});
export const replicatedCoalescing = new OlapTable<Row>('replicated_coalescing', {
  ...coordinated('coalescing'),
  engine: ClickHouseEngines.ReplicatedCoalescingMergeTree,
});
export const replicatedAggregating = new OlapTable<Row>('replicated_aggregating', {
  ...coordinated('aggregating'),
  orderByFields: ['id', 'sign', 'ver', 'gone', 'n', 'm'],
  engine: ClickHouseEngines.ReplicatedAggregatingMergeTree,
});
export const replicatedCollapsing = new OlapTable<Row>('replicated_collapsing', {
  ...coordinated('collapsing'),
  engine: ClickHouseEngines.ReplicatedCollapsingMergeTree,
  sign: 'sign',
});
export const replicatedVersioned = new OlapTable<Row>('replicated_versioned', {
  ...coordinated('versioned'),
  engine: ClickHouseEngines.ReplicatedVersionedCollapsingMergeTree,
  sign: 'sign',
  ver: 'ver',
});

export const memory = new OlapTable<Pair>('memory', {
  engine: ClickHouseEngines.Memory,
  settings: { max_rows_to_keep: '700' },
  constraints: [{ name: 'positive', expression: 'n > 0', type: 'CHECK' }],
});
export const nothing = new OlapTable<Pair>('nothing', { engine: ClickHouseEngines.Null });
export const log = new OlapTable<Pair>('log', { engine: ClickHouseEngines.Log });
export const tinyLog = new OlapTable<Pair>('tiny_log', { engine: ClickHouseEngines.TinyLog });
export const stripeLog = new OlapTable<Pair>('stripe_log', { engine: ClickHouseEngines.StripeLog });
export const idSet = new OlapTable<{ id: UInt64 }>('id_set', {
  engine: ClickHouseEngines.Set,
  settings: { persistent: '0' },
});
export const joined = new OlapTable<Pair>('joined', {
  engine: ClickHouseEngines.Join,
  strictness: 'ANY',
  joinType: 'LEFT',
  keys: ['id'],
  settings: { join_use_nulls: '1' },
});
export const buffer = new OlapTable<Pair>('buffer', {
  engine: ClickHouseEngines.Buffer,
  targetDatabase: 'local',
  targetTable: 'target',
  numLayers: 4,
  minTime: 10,
  maxTime: 100,
  minRows: 1000,
  maxRows: 10_000,
  minBytes: 100_000,
  maxBytes: 1_000_000,
  flushTime: 5,
});
export const merged = new OlapTable<Pair>('merged', {
  engine: ClickHouseEngines.Merge,
  sourceDatabase: 'local',
  tablesRegexp: '^target',
});
export const madeUp = new OlapTable<Pair>('made_up', {
  engine: ClickHouseEngines.GenerateRandom,
  randomSeed: 7,
  maxStringLength: 12,
});
export const numbers = new OlapDictionary<Pair>('numbers_by_id', {
  source: 'NULL()',
  primaryKey: ['id'],
  layout: { type: 'FLAT' },
  lifetime: 90,
});
export const numberRows = new OlapTable<Pair>('number_rows', {
  engine: ClickHouseEngines.Dictionary,
  dictionary: numbers,
});
export const rocks = new OlapTable<Pair>('rocks', {
  engine: ClickHouseEngines.EmbeddedRocksDB,
  ttl: 3600,
});
export const keeper = new OlapTable<Pair>('keeper', {
  engine: ClickHouseEngines.KeeperMap,
  keeperPath: '/coverage',
  keysLimit: 500,
});

const login = {
  hostPort: '127.0.0.1:1',
  remoteDatabase: 'shop',
  user: 'reader',
  password: mooseRuntimeEnv.get('SHOP_PASSWORD'),
} as const;

export const postgres = new OlapTable<Pair>('postgres', {
  ...login,
  engine: ClickHouseEngines.PostgreSQL,
  remoteTable: 'orders',
  schemaName: 'sales',
  onConflict: 'ON CONFLICT DO NOTHING',
});
export const mysql = new OlapTable<Pair>('mysql', {
  ...login,
  engine: ClickHouseEngines.MySQL,
  remoteTable: 'orders',
  onDuplicateClause: 'UPDATE n = n + 1',
  settings: { connection_pool_size: '8' },
});
export const mongo = new OlapTable<Pair>('mongo', {
  ...login,
  engine: ClickHouseEngines.MongoDB,
  remoteCollection: 'orders',
  options: 'ssl=true',
});
export const mongoByUri = new OlapTable<Pair>('mongo_by_uri', {
  engine: ClickHouseEngines.MongoDB,
  uri: `mongodb://reader:${mooseRuntimeEnv.get('SHOP_PASSWORD')}@127.0.0.1:1/shop`,
  remoteCollection: 'orders',
});
export const redis = new OlapTable<Pair>('redis', {
  engine: ClickHouseEngines.Redis,
  hostPort: '127.0.0.1:1',
  password: mooseRuntimeEnv.get('SHOP_PASSWORD'),
  poolSize: 8,
});
export const odbc = new OlapTable<Pair>('odbc', {
  engine: ClickHouseEngines.ODBC,
  connection: mooseRuntimeEnv.get('ODBC_CONNECTION'),
  remoteDatabase: 'shop',
  remoteTable: 'orders',
});
export const jdbc = new OlapTable<Pair>('jdbc', {
  engine: ClickHouseEngines.JDBC,
  connection: 'jdbc:mysql://127.0.0.1:1?user=reader&password=literal-hunter2',
  remoteDatabase: 'shop',
  remoteTable: 'orders',
});
export const remote = new OlapTable<Pair>('remote_rows', {
  engine: ClickHouseEngines.Remote,
  addresses: '127.0.0.1:1',
  targetDatabase: 'local',
  targetTable: 'target',
  user: 'reader',
  password: mooseRuntimeEnv.get('SHOP_PASSWORD'),
  shardingKey: 'rand()',
});

const keys = {
  awsAccessKeyId: mooseRuntimeEnv.get('S3_KEY'),
  awsSecretAccessKey: 'literal-hunter2-key',
} as const;

export const s3 = new OlapTable<Pair>('s3', {
  noSign: true,
  engine: ClickHouseEngines.S3,
  path: 'http://127.0.0.1:1/bucket/x_{_partition_id}.csv',
  format: 'CSV',
  partitionBy: 'n',
});
export const s3Temporary = new OlapTable<Pair>('s3_temporary', {
  ...keys,
  engine: ClickHouseEngines.S3,
  awsSessionToken: mooseRuntimeEnv.get('S3_TOKEN'),
  path: 'http://127.0.0.1:1/bucket/y.csv',
  format: 'CSV',
  compression: 'gzip',
});
export const s3Open = new OlapTable<Pair>('s3_open', {
  engine: ClickHouseEngines.S3,
  path: 'http://127.0.0.1:1/bucket/z.csv',
  noSign: true,
  format: 'CSV',
  headers: { 'X-Key': mooseRuntimeEnv.get('HEADER_KEY') },
});
export const gcs = new OlapTable<Pair>('gcs', {
  engine: ClickHouseEngines.GCS,
  path: 'http://127.0.0.1:1/bucket/z.csv',
  noSign: true,
  format: 'CSV',
});
export const web = new OlapTable<Pair>('web', {
  engine: ClickHouseEngines.URL,
  url: 'https://reader:literal-hunter2@data.example/x.csv',
  format: 'CSV',
  compression: 'gzip',
  headers: { Authorization: mooseRuntimeEnv.get('HEADER_KEY') },
});
export const hdfs = new OlapTable<Pair>('hdfs', {
  engine: ClickHouseEngines.HDFS,
  uri: 'hdfs://127.0.0.1:1/x.csv',
  format: 'CSV',
});
export const file = new OlapTable<Pair>('file', { engine: ClickHouseEngines.File, format: 'CSV' });
export const script = new OlapTable<Pair>('script', {
  engine: ClickHouseEngines.Executable,
  script: 'x.py',
  format: 'TabSeparated',
  inputQueries: ['SELECT 1', 'SELECT id FROM local.target'],
  settings: { command_read_timeout: '9000' },
});
export const scriptPool = new OlapTable<Pair>('script_pool', {
  engine: ClickHouseEngines.ExecutablePool,
  script: 'x.py',
  format: 'TabSeparated',
  settings: { pool_size: '3' },
});
export const kafka = new OlapTable<Pair>('kafka', {
  engine: ClickHouseEngines.Kafka,
  brokerList: '127.0.0.1:1',
  topicList: 'clicks',
  groupName: 'loader',
  format: 'CSV',
  settings: { kafka_num_consumers: '1', kafka_sasl_password: mooseRuntimeEnv.get('KAFKA_PASSWORD') },
});
export const kafkaBySettings = new OlapTable<Pair>('kafka_by_settings', {
  engine: ClickHouseEngines.Kafka,
  settings: {
    kafka_broker_list: '127.0.0.1:1',
    kafka_topic_list: 'clicks',
    kafka_group_name: 'loader',
    kafka_format: 'CSV',
    kafka_sasl_password: 'literal-hunter2',
  },
});
export const lake = new OlapTable<Pair>('lake', {
  engine: ClickHouseEngines.URL,
  collection: namedCollection('coverage_lake', { format: 'JSONEachRow' }),
});
