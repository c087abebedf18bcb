ALTER TABLE `local`.`prices` MODIFY SETTING optimize_for_bulk_insert = 0;
ALTER TABLE `local`.`same` MODIFY COMMENT 'orders of the shop';
