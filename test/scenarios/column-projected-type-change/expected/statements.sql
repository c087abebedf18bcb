ALTER TABLE `local`.`visits` DROP PROJECTION `per_path`;
ALTER TABLE `local`.`visits` MODIFY COLUMN `path` LowCardinality(String);
ALTER TABLE `local`.`visits` MODIFY COLUMN `millis` UInt64;
ALTER TABLE `local`.`visits` ADD PROJECTION `per_path` (SELECT path, max(millis) GROUP BY path);
