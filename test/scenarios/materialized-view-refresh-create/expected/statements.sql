CREATE TABLE `local`.`counts` (`visits` UInt64) ENGINE = MergeTree ORDER BY (`visits`);
CREATE MATERIALIZED VIEW `local`.`counting` REFRESH EVERY 60 MINUTE OFFSET 5 MINUTE TO `local`.`counts` AS SELECT count() AS visits FROM `visits`;
ALTER TABLE `local`.`counting` MODIFY COMMENT 'once an hour';
