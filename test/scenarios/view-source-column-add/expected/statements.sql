ALTER TABLE `local`.`orders` ADD COLUMN `note` String AFTER `amount`;
ALTER TABLE `local`.`orders` MODIFY COLUMN `amount` UInt64;
CREATE OR REPLACE VIEW `local`.`big` AS SELECT id, amount FROM `orders` WHERE amount > 2;
CREATE OR REPLACE VIEW `local`.`everything` AS SELECT * FROM `orders`;
