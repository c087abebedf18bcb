CREATE NAMED COLLECTION lake AS url = 'https://lake.example/clicks';
CREATE NAMED COLLECTION broker AS kafka_broker_list = 'broker.example:9092', kafka_group_name = 'loader', kafka_format = 'JSONEachRow';
CREATE NAMED COLLECTION shop_db AS host = 'db.example', port = 5432, user = 'reader', password = 'hunter2', database = 'shop';
