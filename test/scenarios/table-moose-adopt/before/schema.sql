-- As Moose 0.6 creates them.
CREATE TABLE IF NOT EXISTS `local`.`Orders` (
  `id` String NOT NULL,
  `at` DateTime('UTC') NOT NULL DEFAULT now(),
  `seen` DateTime64(3) NOT NULL,
  `state` Enum('open','paid') NOT NULL COMMENT 'How far it is [MOOSE_METADATA:DO_NOT_MODIFY] {"version":1,"enum":{"name":"State","members":[]}}',
  `channel` LowCardinality(String) NOT NULL,
  `amount` Float64 NOT NULL CODEC(Delta, ZSTD),
  `note` Nullable(String),
  `items` Nested(sku String, amount Float64) NOT NULL,
  `meta` JSON(max_dynamic_paths=16, a String, SKIP b) NOT NULL,
  `total` UInt64 NOT NULL MATERIALIZED toUInt64(amount * 100),
  INDEX by_channel channel TYPE bloom_filter(0.01) GRANULARITY 3,
  PROJECTION per_channel (SELECT channel, count() GROUP BY channel)
) ENGINE = ReplacingMergeTree(`at`)
PRIMARY KEY (`id`)
PARTITION BY toYYYYMM(at)
ORDER BY (`id`, `at`)
TTL at + INTERVAL 90 YEAR DELETE
SETTINGS deduplicate_merge_projection_mode = 'rebuild', enable_mixed_granularity_parts = 1, index_granularity = 8192, index_granularity_bytes = 10485760;
CREATE TABLE IF NOT EXISTS `local`.`totals_0_1` (`channel` LowCardinality(String) NOT NULL, `total` AggregateFunction(sum, Float64) NOT NULL) ENGINE = AggregatingMergeTree PRIMARY KEY (`channel`) ORDER BY (`channel`);
CREATE MATERIALIZED VIEW IF NOT EXISTS `local`.`totals_mv` TO `local`.`totals_0_1` AS select channel, sumState(amount) as total from `Orders` group by channel;
