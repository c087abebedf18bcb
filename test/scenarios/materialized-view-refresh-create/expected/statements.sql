CREATE TABLE `local`.`counts` (`visits` UInt64) ENGINE = MergeTree ORDER BY (`visits`);
CREATE MATERIALIZED VIEW `local`.`counting` TO `local`.`counts` AS SELECT count() AS visits FROM `visits`;
ALTER TABLE `local`.`counting` MODIFY COMMENT 'once an hour';
