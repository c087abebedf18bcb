ALTER TABLE `local`.`events` ADD COLUMN `deep` Tuple(a Array(Nested(b String))) AFTER `plain`;
ALTER TABLE `local`.`events` MODIFY COLUMN `place` Tuple(city String, country String);
ALTER TABLE `local`.`events` MODIFY COLUMN `counts` Map(LowCardinality(String), UInt64);
ALTER TABLE `local`.`events` MODIFY COLUMN `items` Nested(sku String, amount UInt64, note String);
ALTER TABLE `local`.`events` MODIFY COLUMN `data` JSON(max_dynamic_paths=32);
ALTER TABLE `local`.`events` MODIFY COLUMN `plain` Array(String);
