ALTER TABLE `local`.`orders` MODIFY COLUMN `state` Enum8('open' = 1, 'paid' = 2, 'it\'s sent' = 3);
