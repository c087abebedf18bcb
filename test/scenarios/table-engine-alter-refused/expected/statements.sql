ALTER TABLE `local`.`memory` ADD COLUMN `name` String AFTER `id`, MODIFY COMMENT 'kept';
