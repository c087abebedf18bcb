DROP VIEW `local`.`second`;
DROP VIEW `local`.`first`;
CREATE OR REPLACE VIEW `local`.`moved` AS SELECT id FROM `orders`;
DROP TABLE `local`.`old`;
