EXCHANGE TABLES `local`.`orders` AND `local`.`refunds`;
ALTER TABLE `local`.`keeping` MODIFY QUERY SELECT id, amount FROM `refunds`;
