CREATE MATERIALIZED VIEW `local`.`copying` TO `local`.`totals` AS SELECT millis * 2 AS millis, id FROM `visits`;
INSERT INTO `local`.`totals` (`millis`, `id`) SELECT `millis`, `id` FROM (SELECT millis * 2 AS millis, id FROM `visits`) SETTINGS max_partitions_per_insert_block = 0;
