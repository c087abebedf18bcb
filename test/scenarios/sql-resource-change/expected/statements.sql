DROP VIEW local.leaving;
DROP VIEW local.hand_made;
ALTER TABLE `local`.`orders` ADD COLUMN `note` String AFTER `id`;
CREATE VIEW local.hand_made AS SELECT 'three' AS a, kept_one(1) AS b;
CREATE VIEW local.notes AS SELECT note FROM `orders`;
CREATE VIEW local.notes_too AS SELECT note FROM local.notes;
