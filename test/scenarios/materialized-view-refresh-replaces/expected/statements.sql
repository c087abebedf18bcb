CREATE TABLE `local`.`made` (`visits` UInt64) ENGINE = MergeTree ORDER BY (`visits`);
CREATE MATERIALIZED VIEW `local`.`adding` REFRESH EVERY 1 DAY APPEND TO `local`.`kept` EMPTY AS SELECT count() AS visits FROM `visits`;
CREATE MATERIALIZED VIEW `local`.`counting` REFRESH EVERY 1 DAY TO `local`.`counts` EMPTY AS SELECT count() AS visits FROM `visits`;
CREATE MATERIALIZED VIEW `local`.`filling` REFRESH EVERY 1 DAY TO `local`.`bare` EMPTY AS SELECT count() AS visits FROM `visits`;
CREATE MATERIALIZED VIEW `local`.`making` REFRESH EVERY 1 DAY TO `local`.`made` EMPTY AS SELECT count() AS visits FROM `visits`;
