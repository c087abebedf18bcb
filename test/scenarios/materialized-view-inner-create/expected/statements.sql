CREATE MATERIALIZED VIEW `local`.`totals` (`shop` UInt32, `amount` UInt64) ENGINE = SummingMergeTree(`amount`) PARTITION BY shop % 10 ORDER BY (`shop`) SETTINGS merge_max_block_size = 1000 AS SELECT shop, sum(amount) AS amount FROM `sales` GROUP BY shop;
ALTER TABLE `local`.`totals` MODIFY COMMENT 'per shop';
