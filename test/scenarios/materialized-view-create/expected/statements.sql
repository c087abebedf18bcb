CREATE TABLE `local`.`total` (`site` String, `total` AggregateFunction(sum, UInt64)) ENGINE = AggregatingMergeTree ORDER BY (`site`);
CREATE TABLE `local`.`daily` (`site` String, `day` DateTime('UTC'), `visits` UInt64) ENGINE = SummingMergeTree(`visits`) ORDER BY (`site`, `day`);
ALTER TABLE `local`.`visits` ADD COLUMN `site` String AFTER `millis`;
CREATE MATERIALIZED VIEW `local`.`a_total_mv` TO `local`.`total` AS SELECT site, sumState(visits) AS total FROM `daily` GROUP BY site;
CREATE MATERIALIZED VIEW `local`.`daily_mv` TO `local`.`daily` AS SELECT site, toStartOfDay(at) AS day, count() AS visits FROM `visits` GROUP BY site, day;
ALTER TABLE `local`.`daily_mv` MODIFY COMMENT 'counts as they arrive';
