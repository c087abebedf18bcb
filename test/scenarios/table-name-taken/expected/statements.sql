CREATE TABLE `local`.`target` (`id` UInt64) ENGINE = MergeTree ORDER BY (`id`);
