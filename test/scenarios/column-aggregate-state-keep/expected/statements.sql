ALTER TABLE `local`.`daily` ADD COLUMN `sent` SimpleAggregateFunction(sum, UInt64) COMMENT 'Bytes sent.' AFTER `last`, ADD COLUMN `first` AggregateFunction(min, UInt32) AFTER `sent`;
