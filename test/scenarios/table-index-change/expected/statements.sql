ALTER TABLE `local`.`orders` DROP INDEX `changed`;
ALTER TABLE `local`.`orders` DROP INDEX `dropped`;
ALTER TABLE `local`.`orders` ADD INDEX `added` path TYPE bloom_filter(0.02) GRANULARITY 1, ADD INDEX `changed` amount TYPE set(50) GRANULARITY 2;
