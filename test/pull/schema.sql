-- Every type family.
CREATE TABLE numbers_of_all_kinds (
  id UInt64, i8 Int8, i16 Int16, i32 Int32, i64 Int64, i128 Int128, i256 Int256,
  u8 UInt8, u16 UInt16, u32 UInt32, u128 UInt128, u256 UInt256,
  f32 Float32, f64 Float64, bf BFloat16, price Decimal(10, 2), large Decimal(76, 20), whole Decimal(38, 0), flag Bool
) ENGINE = MergeTree ORDER BY id;

CREATE TABLE texts (
  id UUID, name String, code FixedString(5), v4 IPv4, v6 IPv6, nothing Nullable(String), low LowCardinality(String),
  lowNothing LowCardinality(Nullable(String)), lowFixed LowCardinality(FixedString(4))
) ENGINE = MergeTree ORDER BY (id, name) SETTINGS allow_suspicious_indices = 1;

CREATE TABLE times (
  at DateTime, berlin DateTime('Europe/Berlin'), utc DateTime('UTC'), milli DateTime64(3), nano DateTime64(9, 'UTC'),
  maybe Nullable(DateTime64(6)), day Date, longDay Date32, maybeDay Nullable(Date32), clock Time, exact Time64(3), span IntervalDay
) ENGINE = MergeTree ORDER BY at;

CREATE TABLE states (
  id UInt32, device Enum8('desktop' = 1, 'smart phone' = 2, 'tablet' = 3), other Enum8('desktop' = 1, 'smart phone' = 2, 'tablet' = 3),
  level Enum8('low' = -1, 'on hold' = 7), wide Enum16('one' = 1, 'two' = 2), far Enum16('x' = -5, 'it\'s' = 300), empty Enum8('' = 0, 'a' = 1),
  digits Enum8('1st' = 1, '2nd' = 2), maybe Nullable(Enum8('yes' = 1, 'no' = 2)), many Array(Enum8('red' = 1, 'blue' = 2)), same Enum8('Ab' = 1, 'ab' = 2)
) ENGINE = MergeTree ORDER BY id;

CREATE TABLE composed (
  id UInt64,
  list Array(String), holes Array(Nullable(UInt32)), lows Array(LowCardinality(String)), deep Array(Array(Array(UInt8))),
  map Map(String, UInt64), lowMap Map(LowCardinality(String), Array(String)), dayMap Map(Date, Nullable(Int8)), timeMap Map(DateTime, String), mapOfMaps Map(UInt32, Map(String, Float64)),
  pair Tuple(UInt8, String), address Tuple(street String, `house number` UInt16, geo Tuple(lat Float64, lon Nullable(Float64))),
  stops Array(Tuple(name String, at DateTime64(3))), items Nested(sku String, amount UInt32, labels Array(LowCardinality(String))), tree Nested(a Nested(x UInt8)),
  long Tuple(first_long_name String, second_long_name LowCardinality(String), third_long_name Nullable(DateTime64(3, 'UTC')), fourth_long_name Array(UInt64))
) ENGINE = MergeTree ORDER BY id;

CREATE TABLE documents (
  id UInt64, plain JSON, typed JSON(max_dynamic_paths = 10, a.b UInt32, a.c Array(String), `x y` Nullable(String), SKIP q.r, SKIP REGEXP '^tmp_'),
  limited JSON(max_dynamic_types = 8), skipping JSON(SKIP secret), maybe Nullable(JSON), overlapping JSON(a UInt32, `b.c` String),
  anything Dynamic, some Dynamic(max_types = 4), mixed Variant(Array(UInt8), String, UInt64, Date), labelled Variant(LowCardinality(String), Int64),
  point Point, ring Ring, line LineString, lines MultiLineString, polygon Polygon, polygons MultiPolygon, vector QBit(Float32, 16)
) ENGINE = MergeTree ORDER BY id;

CREATE TABLE aggregates (
  day Date, visitors AggregateFunction(uniq, String), parts AggregateFunction(quantiles(0.5, 0.9), Float64), hits AggregateFunction(count),
  latest AggregateFunction(argMax, Nullable(String), DateTime64(3)), total SimpleAggregateFunction(sum, UInt64), last SimpleAggregateFunction(anyLast, Nullable(String)),
  word SimpleAggregateFunction(any, LowCardinality(String)), tags SimpleAggregateFunction(groupUniqArrayArray, Array(String))
) ENGINE = AggregatingMergeTree ORDER BY day;

-- Columns and clauses.
CREATE TABLE page_views (
  id UInt64 COMMENT 'Made by the browser; unique',
  site LowCardinality(String),
  at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When it was seen' CODEC(Delta, ZSTD(3)),
  path String DEFAULT '/' CODEC(ZSTD(1)),
  referrer Nullable(String) DEFAULT NULL,
  agent String TTL toDateTime(at) + INTERVAL 1 MONTH,
  host String MATERIALIZED domain(path),
  bytes UInt64 CODEC(T64, LZ4) STATISTICS(tdigest, uniq),
  kilobytes Float64 ALIAS bytes / 1024,
  raw String EPHEMERAL,
  rawer String EPHEMERAL 'none',
  body String SETTINGS (max_compress_block_size = 1048576, min_compress_block_size = 65536),
  note String COMMENT 'It''s "odd": */ and {@link x}
on two lines',
  told String COMMENT '  padded  ',
  renamed String COMMENT '@renamedFrom somebody',
  multi String COMMENT 'One line
another line',
  INDEX by_path path TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX by_both (site, id) TYPE set(100),
  INDEX by_word lower(body) TYPE tokenbf_v1(256, 2, 0) GRANULARITY 2,
  INDEX by_text body TYPE text(tokenizer = splitByNonAlpha),
  CONSTRAINT positive CHECK bytes > 0,
  CONSTRAINT named ASSUME site != '',
  PROJECTION per_site (SELECT site, count() GROUP BY site),
  PROJECTION by_time (SELECT * ORDER BY at) WITH SETTINGS (index_granularity = 4096)
) ENGINE = MergeTree
PARTITION BY toYYYYMM(at) PRIMARY KEY (site, sipHash64(path)) ORDER BY (site, sipHash64(path), id) SAMPLE BY sipHash64(path)
TTL toDateTime(at) + INTERVAL 1 YEAR DELETE, toDateTime(at) + INTERVAL 2 WEEK DELETE WHERE site = 'test'
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 0, merge_with_ttl_timeout = 7200 COMMENT 'It''s what the browsers send';

CREATE TABLE leading_key (tenant UInt32, id UInt64, at DateTime('UTC'), value Float64) ENGINE = MergeTree PRIMARY KEY (tenant, id) ORDER BY (tenant, id, at);
CREATE TABLE swapped_key (id UInt64, tenant UInt32, at DateTime('UTC')) ENGINE = MergeTree PRIMARY KEY tenant ORDER BY (tenant, id);
CREATE TABLE reversed_key (id UInt64, at DateTime('UTC')) ENGINE = MergeTree ORDER BY (id, at DESC) SETTINGS allow_experimental_reverse_key = 1;
CREATE TABLE nullable_key (id Nullable(UInt64), name String) ENGINE = MergeTree ORDER BY id SETTINGS allow_nullable_key = 1;
CREATE TABLE without_key (id UInt64, name String) ENGINE = MergeTree ORDER BY tuple();
CREATE TABLE primary_alone (id UInt64, name String) ENGINE = MergeTree PRIMARY KEY id;
CREATE TABLE same_keys (id UInt64, name String) ENGINE = MergeTree PRIMARY KEY (id, name) ORDER BY (id, name);
CREATE TABLE grouped_ttl (id UInt64, at DateTime, n UInt64) ENGINE = MergeTree ORDER BY (id, at) TTL at + INTERVAL 3 MONTH GROUP BY id SET n = sum(n), at = max(at);
CREATE TABLE recompressed (id UInt64, at DateTime) ENGINE = MergeTree ORDER BY id TTL at + toIntervalQuarter(1) RECOMPRESS CODEC(ZSTD(9)), at + INTERVAL 900 SECOND;
CREATE TABLE vectors (id UInt64, embedding Array(Float32), INDEX near embedding TYPE vector_similarity('hnsw', 'L2Distance', 3)) ENGINE = MergeTree ORDER BY id;

-- Engines.
CREATE TABLE replacing (id UInt64, version UInt32, gone UInt8) ENGINE = ReplacingMergeTree(version, gone) ORDER BY id;
CREATE TABLE replacing_plain (id UInt64) ENGINE = ReplacingMergeTree ORDER BY id;
CREATE TABLE summing (id UInt64, n UInt64, m UInt64) ENGINE = SummingMergeTree((n, m)) ORDER BY id;
CREATE TABLE summing_one (id UInt64, n UInt64) ENGINE = SummingMergeTree(n) ORDER BY id;
CREATE TABLE summing_plain (id UInt64, n UInt64) ENGINE = SummingMergeTree ORDER BY id;
CREATE TABLE coalescing (id UInt64, n Nullable(UInt64)) ENGINE = CoalescingMergeTree(n) ORDER BY id;
CREATE TABLE collapsing (id UInt64, sign Int8) ENGINE = CollapsingMergeTree(sign) ORDER BY id;
CREATE TABLE versioned (id UInt64, sign Int8, version UInt32) ENGINE = VersionedCollapsingMergeTree(sign, version) ORDER BY (id, version);
CREATE TABLE replicated (id UInt64) ENGINE = ReplicatedMergeTree('/tables/DATABASE/replicated', 'r1') ORDER BY id;
CREATE TABLE replicated_replacing (id UInt64, version UInt32) ENGINE = ReplicatedReplacingMergeTree('/tables/DATABASE/replacing', 'r1', version) ORDER BY id;
CREATE TABLE memory (id UInt64) ENGINE = Memory SETTINGS max_rows_to_keep = 100;
CREATE TABLE log (id UInt64) ENGINE = Log COMMENT 'a log';
CREATE TABLE tiny_log (id UInt64) ENGINE = TinyLog;
CREATE TABLE stripe_log (id UInt64) ENGINE = StripeLog;
CREATE TABLE empty_one (id UInt64) ENGINE = Null;
CREATE TABLE id_set (id UInt64) ENGINE = Set;
CREATE TABLE joined (id UInt64, kind String, name String) ENGINE = Join(ANY, LEFT, id, kind);
CREATE TABLE buffered (id UInt64) ENGINE = Buffer('DATABASE', 'without_key', 16, 10, 100, 10000, 1000000, 10000000, 100000000);
CREATE TABLE merged (id UInt64) ENGINE = Merge('DATABASE', '^summing');
CREATE TABLE rocks (id UInt64, name String) ENGINE = EmbeddedRocksDB PRIMARY KEY id;
CREATE TABLE keeper (id UInt64, name String) ENGINE = KeeperMap('/DATABASE/keeper') PRIMARY KEY id;
CREATE TABLE bucket (id UInt64) ENGINE = S3('https://bucket.example/x.csv', 'AKIA', 'not-so-secret', 'CSV', 'gzip');
CREATE TABLE open_bucket (id UInt64) ENGINE = S3('https://bucket.example/x.csv', NOSIGN, 'CSV');
CREATE TABLE web (id UInt64) ENGINE = URL('https://data.example/x.csv', CSV);
CREATE TABLE local_file (id UInt64) ENGINE = File(CSV);
CREATE TABLE queue (id UInt64) ENGINE = Kafka('broker.example:9092', 'clicks,views', 'loader', 'JSONEachRow') SETTINGS kafka_num_consumers = 2, kafka_max_block_size = 1048;

-- Names.
CREATE TABLE `odd name-1` (`page views` UInt8, class String, `ü` String, `n.a` UInt8, `1st` UInt8, `it's` UInt8, `back\`tick` UInt8, constructor UInt8) ENGINE = MergeTree ORDER BY (`page views`, `ü`) PARTITION BY `1st`;
CREATE TABLE `class` (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE `2024_events` (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE `***` (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE index (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE Events (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE events (id UInt8, name String) ENGINE = MergeTree ORDER BY id;
CREATE TABLE view (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE key (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE `日本語` (id UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE OTHER.events (id UInt8, old Nullable(String)) ENGINE = MergeTree ORDER BY id;
CREATE TABLE OTHER.daily (site LowCardinality(String), day Date, views UInt64) ENGINE = SummingMergeTree ORDER BY (site, day);

-- Views.
CREATE VIEW busy_sites AS SELECT site, count() AS views FROM page_views WHERE site IN (SELECT name FROM events) GROUP BY site HAVING views > 10 ORDER BY views DESC LIMIT 100;
CREATE VIEW busy_names COMMENT 'Sites, and their first letters' AS WITH b AS (SELECT site FROM busy_sites) SELECT b.site AS site, substring(b.site, 1, 1) AS letter FROM b INNER JOIN OTHER.events AS e ON toString(e.id) = b.site LEFT JOIN page_views USING (site);
CREATE VIEW both_tables AS SELECT id FROM events, OTHER.events AS o WHERE o.id = events.id UNION ALL SELECT id FROM `2024_events`;
CREATE VIEW one AS SELECT 1 AS a;
CREATE VIEW `odd view` AS SELECT `page views`, 'back\\slash ${x} `tick`' AS `a b` FROM `odd name-1`;
CREATE VIEW by_site AS SELECT id, path FROM page_views WHERE site = {wanted:String};
CREATE VIEW wide_view AS SELECT toStartOfHour(at) AS hour, site, path, count() AS views, uniqExact(id) AS visitors, sum(bytes) AS total, avg(length(path)) AS average, quantile(0.9)(length(path)) AS p90 FROM page_views WHERE at > now() - INTERVAL 1 DAY GROUP BY hour, site, path;
CREATE VIEW nested_view AS SELECT site, total FROM (SELECT site, sum(views) AS total FROM (SELECT site, day, sum(views) AS views FROM OTHER.daily WHERE day >= today() - 30 AND site NOT IN ('test', 'staging') GROUP BY site, day) GROUP BY site) WHERE total > 1000;
CREATE VIEW OTHER.archive_view AS SELECT e.id FROM OTHER.events AS e INNER JOIN DATABASE.busy_sites AS b ON b.site = toString(e.id);
CREATE MATERIALIZED VIEW daily_mv TO OTHER.daily AS SELECT site, toDate(at) AS day, count() AS views FROM page_views GROUP BY site, day;
CREATE MATERIALIZED VIEW summing_mv TO summing COMMENT 'Sums as rows arrive' AS SELECT id, bytes AS n, bytes * 2 AS m FROM page_views WHERE site != 'test';
CREATE MATERIALIZED VIEW OTHER.daily_again TO OTHER.daily AS SELECT site, toDate(at) AS day, toUInt64(1) AS views FROM DATABASE.page_views;
CREATE VIEW over_mv AS SELECT day, sum(views) AS views FROM daily_mv GROUP BY day;

CREATE VIEW renamed_columns (a, b) AS SELECT id, name FROM events;
CREATE VIEW asked_as_reader SQL SECURITY INVOKER AS SELECT id FROM events;
CREATE MATERIALIZED VIEW inner_mv ENGINE = SummingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (site, day) SETTINGS index_granularity = 512 AS SELECT site, toDate(at) AS day, count() AS views FROM page_views GROUP BY site, day;
CREATE MATERIALIZED VIEW hourly REFRESH EVERY 1 HOUR OFFSET 5 MINUTE RANDOMIZE FOR 30 SECOND TO without_key EMPTY AS SELECT id, path AS name FROM page_views;
CREATE MATERIALIZED VIEW after_hourly REFRESH AFTER 90 MINUTE DEPENDS ON hourly SETTINGS refresh_retries = 3 APPEND ENGINE = MergeTree ORDER BY id EMPTY AS SELECT id, count() AS n FROM without_key GROUP BY id;

-- Dictionaries and functions.
CREATE DICTIONARY site_names (id UInt64, name String DEFAULT 'none', parent UInt64 DEFAULT 0 HIERARCHICAL) PRIMARY KEY id SOURCE(CLICKHOUSE(DB 'DATABASE' TABLE 'events')) LAYOUT(FLAT()) LIFETIME(300);
CREATE DICTIONARY rates (code String, `from` Date, `to` Date, rate Float64 EXPRESSION rate * 2) PRIMARY KEY code SOURCE(HTTP(URL 'https://data.example/rates.tsv' FORMAT 'TSV')) LAYOUT(COMPLEX_KEY_RANGE_HASHED(RANGE_LOOKUP_STRATEGY 'max')) RANGE(MIN `from` MAX `to`) LIFETIME(MIN 60 MAX 90) COMMENT 'Rates of exchange';
CREATE DICTIONARY OTHER.people (id UInt64, name Nullable(String)) PRIMARY KEY id SOURCE(MYSQL(HOST 'db.example' PORT 3306 USER 'reader' PASSWORD 'not-so-secret' DB 'people' TABLE 'people')) LAYOUT(DIRECT());
CREATE DICTIONARY queried (id UInt64, name String) PRIMARY KEY id SOURCE(CLICKHOUSE(QUERY 'SELECT id, name FROM DATABASE.events')) LAYOUT(CACHE(SIZE_IN_CELLS 1000)) LIFETIME(0);
CREATE FUNCTION pull_gross AS (net, rate) -> net * (1 + rate);
CREATE FUNCTION pull_answer AS () -> 42;

-- What cannot be declared.
CREATE TABLE generated (id UInt64) ENGINE = GenerateRandom(1, 5, 3);
CREATE TABLE over_function AS numbers(10);
CREATE VIEW secret_view (a UInt8) AS SELECT a FROM s3('https://bucket.example/x.csv', 'AKIA', 'not-so-secret', 'CSV', 'a UInt8');
CREATE TABLE secret_setting (a UInt8) ENGINE = Kafka('broker.example:9092', 'clicks', 'loader', 'JSONEachRow') SETTINGS kafka_num_consumers = 2, kafka_sasl_password = 'not-so-secret';
CREATE TABLE dropped_columns (id UInt64, a String) ENGINE = MergeTree ORDER BY id;
CREATE VIEW stale_view AS SELECT id, a FROM dropped_columns;
ALTER TABLE dropped_columns MODIFY COLUMN a LowCardinality(String);
