DROP VIEW `local`.`totals`;
ALTER TABLE `local`.`orders` MODIFY COLUMN `gross` REMOVE DEFAULT;
DROP FUNCTION `scenario_gross`;
