ALTER TABLE `local`.`orders` DROP PROJECTION `changed`;
ALTER TABLE `local`.`orders` DROP PROJECTION `dropped`;
ALTER TABLE `local`.`orders` ADD PROJECTION `changed` (SELECT * ORDER BY path), ADD PROJECTION `added` (SELECT path, max(amount) GROUP BY path);
