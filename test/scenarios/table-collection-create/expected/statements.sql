CREATE TABLE `local`.`click_queue` (`id` UInt64, `path` String) ENGINE = Kafka(broker, kafka_topic_list = 'clicks', kafka_sasl_password = '[SECRET:click_queue/collection.overrides.kafka_sasl_password]');
CREATE TABLE `local`.`lake_clicks` (`id` UInt64, `path` String) ENGINE = URL(lake, format = 'JSONEachRow');
CREATE DICTIONARY `local`.`shops` (`id` UInt64, `name` String) PRIMARY KEY id SOURCE(POSTGRESQL(NAME 'shop_db' SCHEMA 'public' TABLE 'shops')) LIFETIME(MIN 0 MAX 90) LAYOUT(FLAT());
