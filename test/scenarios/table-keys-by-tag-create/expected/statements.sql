CREATE TABLE `local`.`flags` (`name` String, `value` String) ENGINE = KeeperMap('/flags_of_scenario', 50) PRIMARY KEY (`name`);
CREATE DICTIONARY `local`.`price_list` (`id` UInt64, `price` UInt32) PRIMARY KEY id SOURCE(NULL()) LIFETIME(MIN 0 MAX 600) LAYOUT(FLAT());
CREATE TABLE `local`.`prices` (`sku` String, `price` UInt32) ENGINE = EmbeddedRocksDB(3600) PRIMARY KEY (`sku`);
CREATE TABLE `archive`.`price_rows` (`id` UInt64, `price` UInt32) ENGINE = Dictionary('local.price_list');
