ALTER TABLE `local`.`orders` ADD COLUMN `channel` String AFTER `amount`;
CREATE VIEW `local`.`b_per_channel` AS SELECT `channel`, sum(`amount`) AS total FROM `orders` GROUP BY channel;
CREATE VIEW `local`.`a_top` AS SELECT channel, total FROM b_per_channel WHERE total > 5;
ALTER TABLE `local`.`a_top` MODIFY COMMENT 'channels that aren\'t small';
