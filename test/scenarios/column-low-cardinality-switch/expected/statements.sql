ALTER TABLE `local`.`orders` MODIFY COLUMN `channel` LowCardinality(String);
ALTER TABLE `local`.`orders` MODIFY COLUMN `country` Nullable(String);
ALTER TABLE `local`.`orders` MODIFY COLUMN `labels` Array(LowCardinality(String));
