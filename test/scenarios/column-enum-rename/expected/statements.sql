ALTER TABLE `local`.`orders` MODIFY COLUMN `state` Enum8('open' = 1, 'paid' = 2);
ALTER TABLE `local`.`orders` MODIFY COLUMN `level` Enum16('low' = -5, 'high' = 5, 'top' = 500);
