ALTER TABLE `local`.`endless` MODIFY COLUMN `kept` REMOVE TTL, REMOVE TTL;
ALTER TABLE `local`.`readings` MODIFY COLUMN `widened` UInt16;
