DROP VIEW `local`.`seeing`;
CREATE MATERIALIZED VIEW `local`.`seeing_odd` TO `local`.`seen` AS SELECT id FROM `clicks` WHERE id % 2 = 1;
