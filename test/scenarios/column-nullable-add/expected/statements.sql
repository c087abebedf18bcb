ALTER TABLE `local`.`orders` MODIFY COLUMN `note` Nullable(String);
ALTER TABLE `local`.`orders` MODIFY COLUMN `amount` Nullable(UInt32);
ALTER TABLE `local`.`orders` MODIFY COLUMN `channel` LowCardinality(Nullable(String));
