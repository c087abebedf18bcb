DROP VIEW `local`.`wanted_table`;
DROP TABLE `local`.`wanted_materialized_view`;
DROP TABLE `local`.`wanted_view`;
CREATE TABLE `local`.`target` (`id` UInt64) ENGINE = MergeTree ORDER BY (`id`);
