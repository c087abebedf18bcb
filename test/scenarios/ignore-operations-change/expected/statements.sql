ALTER TABLE `local`.`visits` MODIFY COLUMN `site` String DEFAULT 'main';
