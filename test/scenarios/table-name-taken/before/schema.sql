CREATE TABLE local.source (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE VIEW local.wanted_table AS SELECT id FROM local.source;
CREATE TABLE local.wanted_view (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE DICTIONARY local.wanted_too (id UInt64, name String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'source' DB 'local')) LIFETIME(0) LAYOUT(FLAT());
CREATE TABLE local.wanted_materialized_view (id UInt64) ENGINE = MergeTree ORDER BY id;
