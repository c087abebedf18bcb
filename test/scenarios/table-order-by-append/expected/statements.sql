ALTER TABLE `local`.`visits` ADD COLUMN `site` String AFTER `at`, ADD COLUMN `page` UInt32 AFTER `site`, ADD COLUMN `note` String AFTER `page`, MODIFY ORDER BY (`id`, `at`, `site`, `page`);
