ALTER TABLE `local`.`.inner_of.totals` MODIFY COLUMN `amount` UInt64 COMMENT 'cents' CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS `sales` UInt64 AFTER `amount`;
ALTER TABLE `local`.`totals` MODIFY QUERY SELECT shop, sum(amount) AS amount, count() AS sales FROM `sales` GROUP BY shop;
ALTER TABLE `local`.`.inner_of.totals` DROP COLUMN IF EXISTS `least`;
ALTER TABLE `local`.`totals` MODIFY QUERY SELECT shop, sum(amount) AS amount, count() AS sales FROM `sales` GROUP BY shop;
