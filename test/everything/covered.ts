/** One thing that ClickHouse 26.7 has: the object of the coverage project that holds it, and its words in the server's text. */
export interface Covered {
  readonly of: 'type' | 'engine' | 'clause' | 'index' | 'object';
  readonly what: string;
  readonly address: string;
  readonly text: string;
}

function all(
  of: Covered['of'],
  address: string,
  texts: Readonly<Record<string, string>>,
): readonly Covered[] {
  return Object.entries(texts).map(([what, text]) => ({ of, what, address, text }));
}

/** Every data type; the names are those of system.data_type_families. */
const types: readonly Covered[] = [
  ...all('type', 'local.scalars', {
    Int8: '`i8` Int8',
    Int16: '`i16` Int16',
    Int32: '`i32` Int32',
    Int64: '`i64` Int64',
    Int128: '`i128` Int128',
    Int256: '`i256` Int256',
    UInt8: '`u8` UInt8',
    UInt16: '`u16` UInt16',
    UInt32: '`u32` UInt32',
    UInt64: '`id` UInt64',
    UInt128: '`u128` UInt128',
    UInt256: '`u256` UInt256',
    Float32: '`f32` Float32',
    Float64: '`f64` Float64',
    BFloat16: '`bf` BFloat16',
    Decimal: '`price` Decimal(12, 3)',
    Bool: '`flag` Bool',
    String: '`text` String',
    Nullable: '`nothing` Nullable(String)',
    FixedString: '`code` FixedString(5)',
    UUID: '`uid` UUID',
    IPv4: '`v4` IPv4',
    IPv6: '`v6` IPv6',
    LowCardinality: '`low` LowCardinality(String), `lowNothing` LowCardinality(Nullable(String))',
    Date: '`day` Date,',
    Date32: '`longDay` Date32',
    DateTime: "`utc` DateTime('UTC'), `berlin` DateTime('Europe/Berlin'), `local` DateTime,",
    DateTime64: "`milli` DateTime64(3), `nano` DateTime64(9, 'Asia/Tokyo')",
    Time: '`clock` Time,',
    Time64: '`exact` Time64(3)',
    IntervalWeek: '`span` IntervalWeek',
    Enum8: "`device` Enum8('desktop' = 1, 'smart phone' = 7)",
    Enum16: "`wide` Enum16('small' = -300, 'it\\'s' = 300)",
    'a type in its own words': '`raw` LowCardinality(FixedString(4))',
  }),
  ...all('type', 'local.composed', {
    Array: '`list` Array(Nullable(String))',
    Map: '`map` Map(String, UInt32)',
    Tuple: '`pair` Tuple(UInt8, String), `address` Tuple(street String, `house number` UInt16)',
    Nested: '`nested` Nested(`odd name` String, n UInt8)',
    'Array of Nested': '`items` Array(Nested(sku String, labels Array(LowCardinality(String))))',
    JSON: '`plain` JSON,',
    'JSON with paths':
      "`typed` JSON(max_dynamic_types = 8, max_dynamic_paths = 16, `user.id` UInt64, `user.x y` String, SKIP `debug.trace`, SKIP REGEXP '^tmp_')",
    Dynamic: '`anything` Dynamic, `some` Dynamic(max_types = 4)',
    Variant: '`mixed` Variant(Date, String, UInt64)',
    QBit: '`vector` QBit(Float32, 16)',
    Geometry: '`shape` Geometry',
    Point: '`point` Point',
    Ring: '`ring` Ring',
    LineString: '`line` LineString',
    MultiLineString: '`lines` MultiLineString',
    Polygon: '`polygon` Polygon',
    MultiPolygon: '`polygons` MultiPolygon',
  }),
  ...all('type', 'local.states', {
    AggregateFunction:
      '`visitors` AggregateFunction(uniq, String), `spread` AggregateFunction(quantiles(0.5, 0.9), Float32), `latest` AggregateFunction(argMax, Nullable(String), DateTime64(3))',
    SimpleAggregateFunction:
      '`total` SimpleAggregateFunction(sum, UInt64), `last` SimpleAggregateFunction(anyLast, Nullable(String))',
  }),
];

/** Every engine, by its name in system.table_engines: those that can be made here. */
const engines: readonly Covered[] = Object.entries({
  target: 'MergeTree',
  replacing: 'ReplacingMergeTree(ver, gone)',
  summing: 'SummingMergeTree((n, m))',
  coalescing: 'CoalescingMergeTree(n)',
  aggregating: 'AggregatingMergeTree',
  collapsing: 'CollapsingMergeTree(sign)',
  versioned: 'VersionedCollapsingMergeTree(sign, ver)',
  replicated: "ReplicatedMergeTree('/coverage/local/plain', 'r1')",
  replicated_replacing: "ReplicatedReplacingMergeTree('/coverage/local/replacing', 'r1', ver)",
  replicated_summing: "ReplicatedSummingMergeTree('/coverage/local/summing', 'r1')",
  replicated_coalescing: "ReplicatedCoalescingMergeTree('/coverage/local/coalescing', 'r1')",
  replicated_aggregating: "ReplicatedAggregatingMergeTree('/coverage/local/aggregating', 'r1')",
  replicated_collapsing: "ReplicatedCollapsingMergeTree('/coverage/local/collapsing', 'r1', sign)",
  replicated_versioned:
    "ReplicatedVersionedCollapsingMergeTree('/coverage/local/versioned', 'r1', sign, ver)",
  memory: 'Memory SETTINGS max_rows_to_keep = 700',
  nothing: '`Null`',
  log: 'Log',
  tiny_log: 'TinyLog',
  stripe_log: 'StripeLog',
  id_set: 'Set SETTINGS persistent = 0',
  joined: 'Join(ANY, LEFT, id) SETTINGS join_use_nulls = 1',
  buffer: "Buffer('local', 'target', 4, 10, 100, 1000, 10000, 100000, 1000000, 5)",
  merged: "Merge('local', '^target')",
  made_up: 'GenerateRandom(7, 12)',
  number_rows: "Dictionary('local.numbers_by_id')",
  rocks: 'EmbeddedRocksDB(3600) PRIMARY KEY',
  keeper: "KeeperMap('/coverage', 500) PRIMARY KEY",
  postgres:
    "PostgreSQL('127.0.0.1:1', 'shop', 'orders', 'reader', '[HIDDEN]', 'sales', 'ON CONFLICT DO NOTHING')",
  mysql:
    "MySQL('127.0.0.1:1', 'shop', 'orders', 'reader', '[HIDDEN]', 0, 'UPDATE n = n + 1') SETTINGS connection_pool_size = 8",
  mongo: "MongoDB('127.0.0.1:1', 'shop', 'orders', 'reader', '[HIDDEN]', 'ssl=true')",
  mongo_by_uri: "MongoDB('mongodb://reader:[HIDDEN]@127.0.0.1:1/shop', 'orders')",
  redis: "Redis('127.0.0.1:1', 0, '[HIDDEN]', 8) PRIMARY KEY",
  odbc: "ODBC('[HIDDEN]', 'shop', 'orders')",
  jdbc: "JDBC('[HIDDEN]', 'shop', 'orders')",
  remote_rows: "Remote('127.0.0.1:1', 'local', 'target', 'reader', '[HIDDEN]', rand())",
  s3: "S3('http://127.0.0.1:1/bucket/x_{_partition_id}.csv', 'NOSIGN', 'CSV') PARTITION BY n",
  s3_temporary:
    "S3('http://127.0.0.1:1/bucket/y.csv', 'secret-hunter2', '[HIDDEN]', '[HIDDEN]', 'CSV', 'gzip')",
  s3_open: "S3('http://127.0.0.1:1/bucket/z.csv', 'NOSIGN', 'CSV', headers('X-Key' = '[HIDDEN]'))",
  gcs: "GCS('http://127.0.0.1:1/bucket/z.csv', 'NOSIGN', 'CSV')",
  web: "URL('https://reader:[HIDDEN]@data.example/x.csv', 'CSV', 'gzip', headers('Authorization' = '[HIDDEN]'))",
  hdfs: "HDFS('hdfs://127.0.0.1:1/x.csv', 'CSV')",
  file: "File('CSV')",
  script: "Executable('x.py', 'TabSeparated', (SELECT 1), (SELECT id FROM local.target))",
  script_pool: "ExecutablePool('x.py', 'TabSeparated') SETTINGS pool_size = 3",
  kafka:
    "Kafka('127.0.0.1:1', 'clicks', 'loader', 'CSV') SETTINGS kafka_num_consumers = 1, kafka_sasl_password = '[HIDDEN]'",
  kafka_by_settings: "Kafka SETTINGS kafka_broker_list = '127.0.0.1:1'",
  lake: "URL(coverage_lake, format = 'JSONEachRow')",
}).map(([name, text]) => ({
  of: 'engine',
  what: /^\W*(\w+)/.exec(text)?.[1] ?? '',
  address: `local.${name}`,
  text: `ENGINE = ${text}`,
}));

const clauses: readonly Covered[] = [
  ...all('clause', 'local.clauses', {
    DEFAULT: "`site` String DEFAULT 'home'",
    'COMMENT, CODEC chain, STATISTICS':
      "`bytes` UInt64 COMMENT 'How many bytes, it\\'s said.' CODEC(T64, ZSTD(3)) STATISTICS(tdigest, uniq)",
    'column SETTINGS': '`body` String SETTINGS (max_compress_block_size = 1048576)',
    'column TTL': '`agent` String TTL at + toIntervalMonth(1)',
    MATERIALIZED: '`host` String MATERIALIZED domain(body)',
    ALIAS: '`kilobytes` Float64 ALIAS bytes / 1024',
    EPHEMERAL: "`raw` String EPHEMERAL, `rawer` String EPHEMERAL 'none'",
    'PROJECTION aggregating': 'PROJECTION per_site (SELECT site, count() GROUP BY site)',
    'PROJECTION WITH SETTINGS':
      'PROJECTION by_time (SELECT * ORDER BY at) WITH SETTINGS (index_granularity = 512)',
    'PROJECTION of offsets': 'PROJECTION offsets (SELECT _part_offset ORDER BY site)',
    'CONSTRAINT CHECK': 'CONSTRAINT positive CHECK bytes > 0',
    'CONSTRAINT ASSUME': "CONSTRAINT named ASSUME site != ''",
    'PARTITION BY': 'PARTITION BY toYYYYMM(at)',
    'PRIMARY KEY': 'PRIMARY KEY (id, intHash32(id))',
    'ORDER BY with DESC': 'ORDER BY tuple(id, intHash32(id), at DESC)',
    'SAMPLE BY': 'SAMPLE BY intHash32(id)',
    'TTL DELETE WHERE': "at + toIntervalWeek(2) WHERE site = 'test'",
    'TTL TO VOLUME': "at + toIntervalDay(3) TO VOLUME 'cold'",
    'TTL TO DISK': "at + toIntervalDay(5) TO DISK 'attic'",
    'TTL RECOMPRESS': 'at + toIntervalDay(9) RECOMPRESS CODEC(ZSTD(9))',
    SETTINGS: "storage_policy = 'tiered'",
    'table COMMENT': "COMMENT 'It\\'s what the browsers send'",
  }),
  ...all('clause', 'local.grouped', {
    'TTL GROUP BY SET': 'TTL at + toIntervalMonth(3) GROUP BY id SET n = sum(n), at = max(at)',
  }),
  ...all('clause', 'local.memory', { 'CONSTRAINT of another engine': 'CONSTRAINT positive CHECK n > 0' }),
];

const indexes: readonly Covered[] = all('index', 'local.clauses', {
  minmax: 'INDEX by_bytes bytes TYPE minmax GRANULARITY 3',
  set: 'INDEX by_site site TYPE set(100) GRANULARITY 1',
  bloom_filter: 'INDEX by_agent lower(agent) TYPE bloom_filter(0.02) GRANULARITY 1',
  ngrambf_v1: 'INDEX by_ngram body TYPE ngrambf_v1(3, 256, 2, 0) GRANULARITY 1',
  tokenbf_v1: 'INDEX by_token body TYPE tokenbf_v1(256, 2, 0) GRANULARITY 2',
  sparse_grams: 'INDEX by_sparse body TYPE sparse_grams(3, 100, 256, 2, 0)',
  text: 'INDEX by_text body TYPE text(tokenizer = ngrams(3)) GRANULARITY 100000000',
  vector_similarity:
    "INDEX near embedding TYPE vector_similarity('hnsw', 'cosineDistance', 3) GRANULARITY 100000000",
  'over mapKeys': 'INDEX by_label mapKeys(labels) TYPE bloom_filter',
});

const objects: readonly Covered[] = [
  ['local.plain_view', 'view with a comment', "COMMENT 'with tax'"],
  ['local.parameter_view', 'view with parameters', 'shop IN ({shops:Array(UInt32)})'],
  ['local.invoker_view', 'SQL SECURITY INVOKER', 'SQL SECURITY INVOKER'],
  ['local.definer_view', 'SQL SECURITY DEFINER', 'DEFINER = coverage_reader SQL SECURITY DEFINER'],
  ['local.totals_mv', 'materialized view TO', 'TO local.totals'],
  ['local.totals_mv', 'SQL SECURITY NONE', 'SQL SECURITY NONE'],
  [
    'local.inner_mv',
    'materialized view with an inner table',
    'ENGINE = SummingMergeTree(amount) PARTITION BY shop % 10',
  ],
  ['local.hourly', 'REFRESH EVERY', 'REFRESH EVERY 2 HOUR OFFSET 5 MINUTE RANDOMIZE FOR 30 SECOND TO'],
  [
    'local.after_hourly',
    'REFRESH AFTER',
    'REFRESH AFTER 1 HOUR 30 MINUTE DEPENDS ON local.hourly SETTINGS refresh_retries = 3 APPEND',
  ],
  ['local.shops', 'dictionary over a table', "SOURCE(CLICKHOUSE(DB 'local' TABLE 'sales'))"],
  ['local.shops', 'attributes', "`name` String DEFAULT 'none' EXPRESSION toString(shop)"],
  ['local.shops', 'hierarchy', 'EXPRESSION amount HIERARCHICAL BIDIRECTIONAL'],
  ['local.shops', 'layout with parameters', 'LAYOUT(HASHED(SHARDS 4))'],
  ['local.queried', 'dictionary over a query', 'QUERY'],
  ['local.queried', 'settings of a dictionary', 'SETTINGS(max_threads = 2)'],
  ['local.fetched', 'dictionary over HTTP', "CREDENTIALS (USER 'reader' PASSWORD '[HIDDEN]')"],
  ['local.shared_shops', 'dictionary by a named collection', "NAME 'coverage_shop'"],
  ['local.direct_shops', 'dictionary over MySQL', "PASSWORD '[HIDDEN]'"],
  ['local.rates', 'dictionary of ranges', 'RANGE(MIN `from` MAX to)'],
  ['archive.sales', 'a second database', 'CREATE TABLE archive.sales'],
  ['archive.other_view', 'a view there', 'CREATE VIEW archive.other_view'],
  ['function/coverage_gross', 'SQL function', '(net, rate) ->'],
].map(([address = '', what = '', text = '']) => ({ of: 'object', what, address, text }));

/** What the project of `applied/` holds. */
export const COVERED: readonly Covered[] = [...types, ...engines, ...clauses, ...indexes, ...objects];

/** What the project of `planned/` holds: engines that this engine does not have, or that reach out when they are made. */
export const PLANNED: Readonly<Record<string, string>> = {
  iceberg: "Iceberg('http://127.0.0.1:1/bucket/table/', '[HIDDEN]', '[HIDDEN]', 'Parquet')",
  iceberg_s3:
    "IcebergS3('s3://bucket/warehouse/events/', 'Parquet', extra_credentials(role_arn = 'arn:aws:iam::111:role/reader'))",
  iceberg_azure: "IcebergAzure('http://127.0.0.1:1/account', 'lake', 'table/', 'account', '[HIDDEN]')",
  iceberg_local: "IcebergLocal('/var/lib/clickhouse/user_files/lake/', 'Parquet')",
  delta_lake: "DeltaLake('http://127.0.0.1:1/bucket/table/', '[HIDDEN]', '[HIDDEN]')",
  delta_lake_s3: "DeltaLakeS3('http://127.0.0.1:1/bucket/table/', '[HIDDEN]', '[HIDDEN]')",
  delta_lake_azure: "DeltaLakeAzure('[HIDDEN]', 'lake', 'table/')",
  delta_lake_local: "DeltaLakeLocal('/var/lib/clickhouse/user_files/delta/')",
  hudi: "Hudi('http://127.0.0.1:1/bucket/table/', '[HIDDEN]', '[HIDDEN]')",
  azure: "AzureBlobStorage('[HIDDEN]', 'lake', 'table/', 'CSV', 'gzip')",
  azure_queue:
    "AzureQueue('http://127.0.0.1:1/account', 'lake', 'table/', 'account', '[HIDDEN]', 'CSV') SETTINGS mode = 'unordered'",
  s3_queue:
    "S3Queue('http://127.0.0.1:1/bucket/*.csv', '[HIDDEN]', '[HIDDEN]', 'CSV') SETTINGS mode = 'unordered', keeper_path = '/queues/coverage'",
  cosn: "COSN('http://127.0.0.1:1/bucket/x.csv', 'NOSIGN', 'CSV')",
  oss: "OSS('http://127.0.0.1:1/bucket/', 'NOSIGN', 'CSV', 'auto', 'hive', 1) PARTITION BY n",
  sqlite: "SQLite('shop.db', 'orders')",
  copied: "MaterializedPostgreSQL('127.0.0.1:1', 'shop', 'orders', 'replica', '[HIDDEN]') ORDER BY (id)",
  nats: "NATS SETTINGS nats_url = '127.0.0.1:1', nats_subjects = 'clicks', nats_format = 'CSV', nats_token = '[HIDDEN]'",
  rabbit:
    "RabbitMQ SETTINGS rabbitmq_address = 'amqp://reader:[HIDDEN]@127.0.0.1:1/', rabbitmq_exchange_name = 'clicks', rabbitmq_format = 'CSV', rabbitmq_password = '[HIDDEN]'",
  file_log: "FileLog('access', 'CSV')",
  secure_remote: "RemoteSecure('127.0.0.1:1', 'local', 'iceberg', 'reader', '[HIDDEN]')",
  distributed: "Distributed('main', 'local', 'iceberg', cityHash64(id))",
  graphite: "ReplicatedGraphiteMergeTree('graphite_rollup') ORDER BY (Path, Time)",
};

/** What has no form of its own, and why. */
export const WITHOUT_FORM: Readonly<Record<string, string>> = {
  // Engines.
  View: 'declared as View',
  MaterializedView: 'declared as MaterializedView',
  WindowView: 'experimental; its objects are left as they are',
  TimeSeries: 'experimental; it makes tables of its own',
  Alias: 'prints columns that it refuses to take',
  FuzzQuery: 'for tests of ClickHouse itself',
  FuzzJSON: 'for tests of ClickHouse itself',
  Loop: 'for tests of ClickHouse itself',
  QueryRunner: 'for tests of ClickHouse itself',
  YTsaurus: 'experimental',
  Paimon: 'experimental',
  PaimonS3: 'experimental',
  PaimonAzure: 'experimental',
  PaimonHDFS: 'experimental',
  PaimonLocal: 'experimental',
  IcebergHDFS: 'not in the documentation',
  GraphiteMergeTree: 'shown by its replicated form',
  // Types.
  Nothing: 'no column can have it',
  Enum: 'another spelling of Enum8 and Enum16',
  Decimal32: 'another spelling of Decimal',
  Decimal64: 'another spelling of Decimal',
  Decimal128: 'another spelling of Decimal',
  Decimal256: 'another spelling of Decimal',
  DateTime32: 'another spelling of DateTime',
};
