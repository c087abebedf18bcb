ALTER TABLE `local`.`measures` MODIFY COLUMN `small` Int32;
ALTER TABLE `local`.`measures` MODIFY COLUMN `amount` UInt64;
ALTER TABLE `local`.`measures` MODIFY COLUMN `ratio` Float64;
ALTER TABLE `local`.`measures` MODIFY COLUMN `at` DateTime64(3, 'UTC');
ALTER TABLE `local`.`measures` MODIFY COLUMN `counts` Array(UInt64);
