ALTER TABLE `local`.`orders` MODIFY COLUMN `state` Enum8('open' = 1, 'paid' = 2, 'sent' = 3), MODIFY COLUMN `at` DateTime('UTC');
ALTER TABLE `local`.`orders` MODIFY COLUMN `channel` LowCardinality(String) COMMENT 'Where it came in.';
