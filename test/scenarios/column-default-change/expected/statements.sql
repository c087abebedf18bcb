ALTER TABLE `local`.`orders` MODIFY COLUMN `added` String DEFAULT 'it''s \\ ? "quoted"', MODIFY COLUMN `changed` UInt32 DEFAULT toUInt32(length(added)) + 1, MODIFY COLUMN `removed` REMOVE DEFAULT;
