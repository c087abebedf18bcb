CREATE TABLE local.legacy (id UInt64, name String) ENGINE = MergeTree ORDER BY id COMMENT 'somebody''s; with a semicolon';
CREATE TABLE local.unknown_engine (id UInt64) ENGINE = Log;
CREATE VIEW local.report AS SELECT name FROM local.legacy;
CREATE DICTIONARY local.names (id UInt64, name String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'legacy' DB 'local')) LIFETIME(0) LAYOUT(FLAT());
CREATE TABLE local.orders (id UInt64) ENGINE = MergeTree ORDER BY id;
