ALTER TABLE `local`.`.inner_of.latest` DROP INDEX IF EXISTS `by_at`;
ALTER TABLE `local`.`.inner_of.latest` (ADD INDEX IF NOT EXISTS `by_at` at TYPE minmax GRANULARITY 5), (ADD PROJECTION IF NOT EXISTS `per_day` (SELECT toDate(at), count() GROUP BY toDate(at))), (MODIFY TTL at + INTERVAL 950 MONTH), (MODIFY SETTING merge_max_block_size = 2000), (RESET SETTING min_rows_for_wide_part) SETTINGS materialize_ttl_after_modify = 0;
ALTER TABLE `local`.`latest` MODIFY QUERY SELECT shop, max(at) AS at FROM `sales` GROUP BY shop;
