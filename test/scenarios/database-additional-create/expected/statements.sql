CREATE DATABASE `arch-ive`;
CREATE TABLE `arch-ive`.`orders` (`id` UInt64) ENGINE = MergeTree ORDER BY (`id`) COMMENT 'the same name elsewhere';
CREATE VIEW `arch-ive`.`both` AS SELECT id FROM `orders` UNION ALL SELECT id FROM `arch-ive`.`orders`;
CREATE MATERIALIZED VIEW `local`.`archiving` TO `arch-ive`.`orders` AS SELECT id FROM `orders`;
