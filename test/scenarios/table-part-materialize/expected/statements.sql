ALTER TABLE `local`.`orders` ADD COLUMN `double` UInt64 MATERIALIZED amount * 2 AFTER `amount`, ADD INDEX `by_amount` amount TYPE minmax GRANULARITY 2, ADD PROJECTION `per_amount` (SELECT amount, count() GROUP BY amount);
ALTER TABLE `local`.`orders` MATERIALIZE COLUMN `double`;
ALTER TABLE `local`.`orders` MATERIALIZE INDEX `by_amount`;
ALTER TABLE `local`.`orders` MATERIALIZE PROJECTION `per_amount`;
