ALTER TABLE `local`.`orders` ADD COLUMN `name` String DEFAULT 'none' AFTER `id`;
CREATE VIEW `local`.`named` AS SELECT o.id, l.name FROM `orders` AS o INNER JOIN legacy AS l ON l.id = o.id;
