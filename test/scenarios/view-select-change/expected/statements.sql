ALTER TABLE `local`.`orders` ADD COLUMN `tax` UInt32 AFTER `amount`;
CREATE OR REPLACE VIEW `local`.`amounts` AS SELECT id, amount, tax FROM `orders` WHERE amount > 1;
ALTER TABLE `local`.`amounts` MODIFY COMMENT 'every amount';
CREATE OR REPLACE VIEW `local`.`sums` AS SELECT sum(amount) AS total, sum(tax) AS taxes FROM `amounts`;
ALTER TABLE `local`.`orders` DROP COLUMN `old`;
