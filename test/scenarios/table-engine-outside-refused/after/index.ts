import { ClickHouseEngines, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Row {
  id: Key<UInt64>;
  n: UInt32;
}

const shop = {
  engine: ClickHouseEngines.PostgreSQL,
  remoteDatabase: 'shop',
  remoteTable: 'orders',
  user: 'reader',
} as const;

export const same = new OlapTable<Row>('same', {
  ...shop,
  hostPort: 'db.example:5432',
  password: 'hunter3',
  comment: 'orders of the shop',
});
export const moved = new OlapTable<Row>('moved', {
  ...shop,
  hostPort: 'other.example:5432',
  password: 'hunter2',
});
export const web = new OlapTable<Row & { name: string }>('web', {
  engine: ClickHouseEngines.URL,
  url: 'https://reader:hunter2@data.example/x.csv',
  format: 'CSV',
});
export const queue = new OlapTable<Row>('queue', {
  engine: ClickHouseEngines.Kafka,
  brokerList: 'broker.example:9092',
  topicList: 'clicks',
  groupName: 'loader',
  format: 'JSONEachRow',
  settings: { kafka_num_consumers: '2', kafka_sasl_password: 'hunter2' },
});
export const prices = new OlapTable<Row>('prices', {
  engine: ClickHouseEngines.EmbeddedRocksDB,
  settings: { optimize_for_bulk_insert: '0' },
});
export const memory = new OlapTable<Row>('memory', {
  engine: ClickHouseEngines.Memory,
  constraints: [{ name: 'positive', expression: 'n > 0' }],
});
