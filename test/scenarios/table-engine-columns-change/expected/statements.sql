ALTER TABLE `local`.`buffer` ADD COLUMN `name` String AFTER `n`, MODIFY COLUMN `n` UInt64;
ALTER TABLE `local`.`memory` (ADD COLUMN `name` String AFTER `n`), (MODIFY SETTING max_rows_to_keep = 900), (MODIFY COLUMN `n` UInt64);
ALTER TABLE `local`.`merged` ADD COLUMN `name` String AFTER `n`, MODIFY COLUMN `n` UInt64;
ALTER TABLE `local`.`nothing` ADD COLUMN `name` String AFTER `n`, MODIFY COLUMN `n` UInt64;
ALTER TABLE `local`.`rows` ADD COLUMN `name` String AFTER `n`;
ALTER TABLE `local`.`rows` MODIFY COLUMN `n` UInt64;
