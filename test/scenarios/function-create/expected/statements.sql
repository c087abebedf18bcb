CREATE FUNCTION `scenario label` AS `amount` -> concat(toString(scenario_gross(amount, 19)), ' ct');
CREATE FUNCTION `scenario_gross` AS (`net`, `percent`) -> net + intDiv(net * percent, 100);
ALTER TABLE `local`.`orders` ADD COLUMN `gross` UInt32 DEFAULT toUInt32(scenario_gross(net, 19)) AFTER `net`;
CREATE VIEW `local`.`totals` AS SELECT id, `scenario_gross`(`net`, 7) AS total, `scenario label`(`net`) AS text FROM `orders`;
