ALTER TABLE `local`.`orders` MODIFY COLUMN `total` UInt32;
ALTER TABLE `local`.`orders` RENAME COLUMN `total` TO `amount`;
ALTER TABLE `local`.`orders` ADD COLUMN `tax` UInt32 AFTER `amount`;
ALTER TABLE `local`.`spending` MODIFY QUERY SELECT buyer, sum(amount + tax) AS spent FROM `orders` GROUP BY buyer;
ALTER TABLE `local`.`clicks` MODIFY SETTING merge_with_ttl_timeout = 777;
