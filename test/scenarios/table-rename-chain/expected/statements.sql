RENAME TABLE `local`.`clicks` TO `local`.`archive`;
RENAME TABLE `local`.`drafts` TO `local`.`clicks`;
ALTER TABLE `local`.`seeing` MODIFY QUERY SELECT id FROM local.clicks;
