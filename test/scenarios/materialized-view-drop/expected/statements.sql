DROP VIEW `local`.`losing`;
DROP VIEW `local`.`copying`;
DROP TABLE `local`.`lost`;
