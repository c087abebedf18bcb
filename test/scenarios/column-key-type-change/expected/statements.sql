ALTER TABLE `local`.`visits` DROP COLUMN `path`;
ALTER TABLE `local`.`orders` MODIFY COLUMN `state` Enum8('open' = 1, 'paid' = 2, 'sent' = 3);
