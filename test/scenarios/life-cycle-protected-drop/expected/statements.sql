ALTER TABLE `local`.`orders` ADD COLUMN `fresh` UInt32 AFTER `id`, MODIFY COMMENT 'changes that lose nothing are made';
