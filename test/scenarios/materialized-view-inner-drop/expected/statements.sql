DROP VIEW `local`.`totals`;
