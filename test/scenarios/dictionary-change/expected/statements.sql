CREATE OR REPLACE DICTIONARY `local`.`country_names` (`code` String, `name` String, `people` UInt64) PRIMARY KEY code SOURCE(CLICKHOUSE(DB 'local' TABLE 'countries')) LIFETIME(MIN 30 MAX 90) LAYOUT(COMPLEX_KEY_HASHED()) COMMENT 'names and people';
ALTER TABLE `local`.`country_people` MODIFY COMMENT 'after';
ALTER TABLE `local`.`visits` ADD COLUMN `people` UInt64 ALIAS dictGet('local.country_names', 'people', country) AFTER `country`;
