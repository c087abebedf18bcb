ALTER TABLE `local`.`visits` MODIFY COLUMN `kept` String DEFAULT upper(country);
CREATE OR REPLACE VIEW `local`.`named` AS SELECT id, country AS name FROM `visits`;
ALTER TABLE `local`.`visits` DROP COLUMN `gone`;
DROP DICTIONARY `local`.`country_names`;
DROP TABLE `local`.`countries`;
