ALTER TABLE `local`.`invoices` MODIFY COLUMN `net` Decimal(18, 2);
ALTER TABLE `local`.`invoices` MODIFY COLUMN `gross` Decimal(20, 4);
ALTER TABLE `local`.`invoices` MODIFY COLUMN `rounded` Decimal(12, 2);
