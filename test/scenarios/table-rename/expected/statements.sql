RENAME TABLE `local`.`orders` TO `local`.`purch-ases`;
ALTER TABLE `local`.`purch-ases` RENAME COLUMN `amount` TO `total`;
