CREATE OR REPLACE FUNCTION `scenario_gross` AS `net` -> net * 3 + 1;
ALTER TABLE `local`.`orders` MODIFY COLUMN `gross` UInt32 DEFAULT toUInt32(scenario_gross(net));
CREATE OR REPLACE VIEW `local`.`totals` AS SELECT id, `scenario_gross`(`net`) AS total FROM `orders`;
