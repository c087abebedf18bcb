ALTER TABLE `local`.`we-ird table` DROP COLUMN `old`;
ALTER TABLE `local`.`select` MODIFY COLUMN `dotted.name` UInt64 DEFAULT 1;
ALTER TABLE `local`.`we-ird table` MODIFY COLUMN `größe €` UInt64;
ALTER TABLE `local`.`we-ird table` ADD COLUMN `new-one` UInt32 DEFAULT `we-ird` + 1 AFTER `Settings`, COMMENT COLUMN `select` 'A keyword.', MODIFY COLUMN `back\`tick` String DEFAULT '`', MODIFY COLUMN `engine` String DEFAULT `select`, ADD INDEX `by-odd` `größe €` TYPE minmax GRANULARITY 1, ADD CONSTRAINT `not-too-odd` CHECK `we-ird` < 1000, ADD PROJECTION `per-odd` (SELECT `we-ird`, count() GROUP BY `we-ird`), MODIFY COMMENT 'names that need quotes';
ALTER TABLE `local`.`we-ird table` MODIFY COLUMN `cattle_count` UInt64;
