ALTER TABLE `local`.`added` MODIFY SAMPLE BY intHash32(hash);
ALTER TABLE `local`.`changed` MODIFY SAMPLE BY intHash32(hash);
ALTER TABLE `local`.`removed` REMOVE SAMPLE BY;
