DROP VIEW `local`.`totals`;
ALTER TABLE `local`.`orders` MODIFY COLUMN `gross` REMOVE DEFAULT;
