ALTER TABLE `local`.`measures` MODIFY COLUMN `amount` UInt16;
ALTER TABLE `local`.`measures` MODIFY COLUMN `code` UInt16;
ALTER TABLE `local`.`measures` MODIFY COLUMN `note` FixedString(8);
