CREATE TABLE `local`.`wide_2` (`id` UInt64, `twice` UInt64) ENGINE = MergeTree ORDER BY (`id`);
INSERT INTO `local`.`wide_2` (`id`) SELECT `id` FROM `local`.`wide_1` WHERE throwIf((SELECT count() FROM `local`.`wide_2`) > 0, 'local.wide_2 holds rows already: empty it before it is filled from local.wide_1, or leave this out of the plan') = 0;
DROP VIEW `local`.`widening`;
CREATE MATERIALIZED VIEW `local`.`widening_2` TO `local`.`wide_2` AS SELECT id, id * 2 AS twice FROM `clicks`;
