ALTER TABLE `local`.`orders` (MODIFY COLUMN `added` UInt32), (ADD STATISTICS `added` TYPE tdigest, uniq), (MODIFY COLUMN `changed` UInt32), (MODIFY STATISTICS `changed` TYPE uniq, minmax);
ALTER TABLE `local`.`orders` (MODIFY COLUMN `removed` UInt32), (DROP STATISTICS `removed`);
