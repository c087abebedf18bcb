ALTER TABLE `local`.`added` (MODIFY COMMENT 'kept for long'), (MODIFY TTL at + INTERVAL 30 YEAR) SETTINGS materialize_ttl_after_modify = 0;
ALTER TABLE `local`.`changed` MODIFY TTL at + INTERVAL 40 YEAR DELETE WHERE id < 5, at + INTERVAL 50 YEAR SETTINGS materialize_ttl_after_modify = 0;
ALTER TABLE `local`.`removed` REMOVE TTL;
