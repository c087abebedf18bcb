ALTER TABLE `local`.`orders` ADD COLUMN `cents` UInt64 AFTER `amount`;
ALTER TABLE local.orders UPDATE cents = amount * 100 WHERE 1;
