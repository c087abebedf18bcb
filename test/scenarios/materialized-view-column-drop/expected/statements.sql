ALTER TABLE `local`.`sums_mv` MODIFY QUERY SELECT site, count() AS visits FROM `visits` GROUP BY site;
ALTER TABLE `local`.`sums` DROP COLUMN `millis`;
ALTER TABLE `local`.`visits` DROP COLUMN `millis`;
