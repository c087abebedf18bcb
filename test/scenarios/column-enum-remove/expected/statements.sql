ALTER TABLE `local`.`orders` MODIFY COLUMN `state` Enum8('open' = 1, 'paid' = 3);
