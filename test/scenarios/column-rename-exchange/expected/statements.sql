ALTER TABLE `local`.`parcels` RENAME COLUMN `depth` TO `moose_becomes_place`;
ALTER TABLE `local`.`parcels` RENAME COLUMN `place` TO `depth`;
ALTER TABLE `local`.`parcels` RENAME COLUMN `moose_becomes_place` TO `place`;
ALTER TABLE `local`.`parcels` RENAME COLUMN `fragile` TO `moose_becomes_label`;
ALTER TABLE `local`.`parcels` RENAME COLUMN `width` TO `fragile`;
ALTER TABLE `local`.`parcels` RENAME COLUMN `label` TO `width`;
ALTER TABLE `local`.`parcels` RENAME COLUMN `moose_becomes_label` TO `label`;
