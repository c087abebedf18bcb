ALTER TABLE `local`.`sums` ADD COLUMN `millis` UInt64 AFTER `visits`;
ALTER TABLE `local`.`visits` ADD COLUMN `millis` UInt32 AFTER `site`;
ALTER TABLE `local`.`sums_mv` MODIFY QUERY SELECT site, count() AS visits, sum(millis) AS millis FROM `visits` WHERE site != '' GROUP BY site;
