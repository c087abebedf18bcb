ALTER TABLE `local`.`orders` DROP INDEX `by_old`;
ALTER TABLE `local`.`orders` MODIFY COLUMN `amount` UInt32 DEFAULT 6;
ALTER TABLE `local`.`orders` DROP COLUMN `old`;
ALTER TABLE `local`.`orders` DROP COLUMN `shown`;
ALTER TABLE `local`.`orders` DROP COLUMN `base`;
