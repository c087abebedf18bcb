ALTER TABLE `local`.`added` MODIFY COMMENT 'it\'s a `table` of \\ SETTINGS x = 1; DROP TABLE y -- ?';
ALTER TABLE `local`.`changed` MODIFY COMMENT 'two\nlines';
ALTER TABLE `local`.`removed` MODIFY COMMENT '';
