ALTER TABLE `local`.`logs` COMMENT COLUMN `n` 'A number.', MODIFY COMMENT 'kept';
ALTER TABLE `local`.`memory` ADD COLUMN `name` String DEFAULT 'x' AFTER `n`, MODIFY COMMENT 'kept', MODIFY COLUMN `n` UInt64;
ALTER TABLE `local`.`nothing` ADD COLUMN `name` String DEFAULT 'x' AFTER `n`, MODIFY COLUMN `n` UInt64;
