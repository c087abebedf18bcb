ALTER TABLE `local`.`orders` RENAME COLUMN `amount` TO `total`;
