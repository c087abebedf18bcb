CREATE TABLE `local`.`ours` (`id` UInt64, `amount` UInt64) ENGINE = MergeTree ORDER BY (`id`);
CREATE MATERIALIZED VIEW `local`.`copying` TO `local`.`ours` AS SELECT id, toUInt64(amount) AS amount FROM `theirs`;
