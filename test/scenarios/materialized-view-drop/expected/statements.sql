DROP VIEW `local`.`copying`;
DROP VIEW `local`.`losing`;
DROP TABLE `local`.`lost`;
