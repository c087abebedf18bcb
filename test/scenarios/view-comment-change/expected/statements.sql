ALTER TABLE `local`.`added` MODIFY COMMENT 'it\'s AS SELECT 1';
ALTER TABLE `local`.`changed` MODIFY COMMENT 'three';
ALTER TABLE `local`.`counting` MODIFY COMMENT 'TO `nowhere`';
ALTER TABLE `local`.`removed` MODIFY COMMENT '';
