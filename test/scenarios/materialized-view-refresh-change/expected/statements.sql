ALTER TABLE `local`.`counting` MODIFY COMMENT 'after the other';
ALTER TABLE `local`.`counting` MODIFY QUERY SELECT count() + 1 AS visits FROM `visits`;
ALTER TABLE `local`.`counting` MODIFY REFRESH AFTER 36 HOUR RANDOMIZE FOR 100 SECOND DEPENDS ON `local`.`hourly` SETTINGS refresh_retries = 4;
