ALTER TABLE `local`.`orders` (ADD STATISTICS `added` TYPE tdigest, uniq), (MODIFY STATISTICS `changed` TYPE uniq, minmax);
ALTER TABLE `local`.`orders` DROP STATISTICS `removed`;
