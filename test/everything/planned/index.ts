import {
  ClickHouseEngines,
  type Key,
  mooseRuntimeEnv,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Pair {
  id: Key<UInt64>;
  n: UInt32;
}

const keys = {
  awsAccessKeyId: mooseRuntimeEnv.get('S3_KEY'),
  awsSecretAccessKey: mooseRuntimeEnv.get('S3_SECRET'),
} as const;
const bucket = { ...keys, path: 'http://127.0.0.1:1/bucket/table/' } as const;
const container = {
  storageAccount: 'http://127.0.0.1:1/account',
  container: 'lake',
  path: 'table/',
} as const;

export const iceberg = new OlapTable<Pair>('iceberg', {
  ...bucket,
  engine: ClickHouseEngines.Iceberg,
  format: 'Parquet',
});
export const icebergS3 = new OlapTable<Pair>('iceberg_s3', {
  engine: ClickHouseEngines.IcebergS3,
  path: 's3://bucket/warehouse/events/',
  format: 'Parquet',
  extraCredentials: { role_arn: 'arn:aws:iam::111:role/reader' },
});
export const icebergAzure = new OlapTable<Pair>('iceberg_azure', {
  ...container,
  engine: ClickHouseEngines.IcebergAzure,
  accountName: 'account',
  accountKey: mooseRuntimeEnv.get('AZURE_KEY'),
});
export const icebergLocal = new OlapTable<Pair>('iceberg_local', {
  engine: ClickHouseEngines.IcebergLocal,
  path: '/var/lib/clickhouse/user_files/lake/',
  format: 'Parquet',
});
export const deltaLake = new OlapTable<Pair>('delta_lake', {
  ...bucket,
  engine: ClickHouseEngines.DeltaLake,
});
export const deltaLakeS3 = new OlapTable<Pair>('delta_lake_s3', {
  ...bucket,
  engine: ClickHouseEngines.DeltaLakeS3,
});
export const deltaLakeAzure = new OlapTable<Pair>('delta_lake_azure', {
  ...container,
  engine: ClickHouseEngines.DeltaLakeAzure,
  storageAccount: mooseRuntimeEnv.get('AZURE_CONNECTION'),
});
export const deltaLakeLocal = new OlapTable<Pair>('delta_lake_local', {
  engine: ClickHouseEngines.DeltaLakeLocal,
  path: '/var/lib/clickhouse/user_files/delta/',
});
export const hudi = new OlapTable<Pair>('hudi', { ...bucket, engine: ClickHouseEngines.Hudi });
export const azure = new OlapTable<Pair>('azure', {
  ...container,
  engine: ClickHouseEngines.AzureBlobStorage,
  storageAccount: 'AccountName=account;AccountKey=literal-hunter2;BlobEndpoint=http://127.0.0.1:1/account;',
  format: 'CSV',
  compression: 'gzip',
});
export const azureQueue = new OlapTable<Pair>('azure_queue', {
  ...container,
  engine: ClickHouseEngines.AzureQueue,
  accountName: 'account',
  accountKey: mooseRuntimeEnv.get('AZURE_KEY'),
  format: 'CSV',
  settings: { mode: 'unordered' },
});
export const s3Queue = new OlapTable<Pair>('s3_queue', {
  ...keys,
  engine: ClickHouseEngines.S3Queue,
  s3Path: 'http://127.0.0.1:1/bucket/*.csv',
  format: 'CSV',
  settings: { mode: 'unordered', keeper_path: '/queues/coverage' },
});
export const cosn = new OlapTable<Pair>('cosn', {
  engine: ClickHouseEngines.COSN,
  path: 'http://127.0.0.1:1/bucket/x.csv',
  noSign: true,
  format: 'CSV',
});
export const oss = new OlapTable<Pair>('oss', {
  engine: ClickHouseEngines.OSS,
  path: 'http://127.0.0.1:1/bucket/',
  noSign: true,
  format: 'CSV',
  partitionBy: 'n',
  partitionStrategy: 'hive',
  partitionColumnsInDataFile: '1',
});
export const sqlite = new OlapTable<Pair>('sqlite', {
  engine: ClickHouseEngines.SQLite,
  path: 'shop.db',
  remoteTable: 'orders',
});
export const copied = new OlapTable<Pair>('copied', {
  engine: ClickHouseEngines.MaterializedPostgreSQL,
  hostPort: '127.0.0.1:1',
  remoteDatabase: 'shop',
  remoteTable: 'orders',
  user: 'replica',
  password: mooseRuntimeEnv.get('SHOP_PASSWORD'),
});
export const nats = new OlapTable<Pair>('nats', {
  engine: ClickHouseEngines.NATS,
  settings: {
    nats_url: '127.0.0.1:1',
    nats_subjects: 'clicks',
    nats_format: 'CSV',
    nats_token: mooseRuntimeEnv.get('NATS_TOKEN'),
  },
});
export const rabbit = new OlapTable<Pair>('rabbit', {
  engine: ClickHouseEngines.RabbitMQ,
  settings: {
    rabbitmq_address: `amqp://reader:${mooseRuntimeEnv.get('RABBIT_PASSWORD')}@127.0.0.1:1/`,
    rabbitmq_exchange_name: 'clicks',
    rabbitmq_format: 'CSV',
    rabbitmq_password: 'literal-hunter2',
  },
});
export const fileLog = new OlapTable<Pair>('file_log', {
  engine: ClickHouseEngines.FileLog,
  path: 'access',
  format: 'CSV',
});
export const secureRemote = new OlapTable<Pair>('secure_remote', {
  engine: ClickHouseEngines.RemoteSecure,
  addresses: '127.0.0.1:1',
  targetDatabase: 'local',
  targetTable: 'iceberg',
  user: 'reader',
  password: mooseRuntimeEnv.get('SHOP_PASSWORD'),
});
export const distributed = new OlapTable<Pair>('distributed', {
  engine: ClickHouseEngines.Distributed,
  cluster: 'main',
  targetDatabase: 'local',
  targetTable: 'iceberg',
  shardingKey: 'cityHash64(id)',
});
export const graphite = new OlapTable<{ Path: string; Time: Date; Value: number; Timestamp: UInt64 }>(
  'graphite',
  {
    engine: ClickHouseEngines.ReplicatedGraphiteMergeTree,
    configSection: 'graphite_rollup',
    orderByFields: ['Path', 'Time'],
  },
);
