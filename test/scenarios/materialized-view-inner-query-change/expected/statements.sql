ALTER TABLE `local`.`totals` MODIFY COMMENT 'twice per shop';
ALTER TABLE `local`.`totals` MODIFY QUERY SELECT shop, sum(amount * 2) AS amount FROM `sales` GROUP BY shop;
