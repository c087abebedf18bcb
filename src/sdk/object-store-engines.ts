import type { ClickHouseEngines as Engines } from './engines.ts';
import type { SqlText } from './sql.ts';
import type { OrderBy, TableOptions } from './table-options.ts';

/** How files in a bucket are reached. Take secrets from {@link mooseRuntimeEnv}: then they reach neither plan nor log. */
export interface BucketAccess {
  /** Access key; none with `noSign`, a public bucket or a role of the server. */
  readonly awsAccessKeyId?: string;
  readonly awsSecretAccessKey?: string;
  /** Of temporary keys. @default none */
  readonly awsSessionToken?: string;
  /** Sends requests without a signature. @default false */
  readonly noSign?: boolean;
  /** `gzip`, `zstd`, `auto`… @default auto */
  readonly compression?: string;
  /** Headers of each request; their values are taken for secrets. @default none */
  readonly headers?: { readonly [name: string]: string };
  /** `role_arn` of a role to take on, in ClickHouse Cloud. @default none */
  readonly extraCredentials?: { readonly [name: string]: string };
}

/** How files in a container of Azure are reached. Take secrets from {@link mooseRuntimeEnv}. */
export interface ContainerAccess {
  /** Address of the storage account, or a connection string: that holds its key, so take it from {@link mooseRuntimeEnv}. */
  readonly storageAccount: string;
  readonly container: string;
  /** Files in it, wildcards allowed. */
  readonly path: string;
  /** With an address alone. */
  readonly accountName?: string;
  /** With an address alone. */
  readonly accountKey?: string;
  /** `gzip`, `zstd`, `auto`… @default auto */
  readonly compression?: string;
  /** `client_id` and `tenant_id` of a workload identity. @default none */
  readonly extraCredentials?: { readonly [name: string]: string };
}

interface PartitionedTable {
  /** SQL of the partition key. @default none */
  readonly partitionBy?: SqlText;
}

interface PartitionedFiles extends PartitionedTable {
  /** `hive` or `wildcard`. @default wildcard where the path holds `{_partition_id}` */
  readonly partitionStrategy?: string;
  /** `'1'` to keep the partition columns inside the files. @default 0 */
  readonly partitionColumnsInDataFile?: string;
}

/** Settings of an S3Queue table. @see https://clickhouse.com/docs/engines/table-engines/integrations/s3queue#settings */
export interface S3QueueTableSettings {
  readonly mode?: 'ordered' | 'unordered';
  readonly after_processing?: 'keep' | 'delete';
  readonly [name: string]: string | undefined;
}

/**
 * Reads each file of a bucket once, as it comes.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/s3queue
 * @example new OlapTable<Event>('event_files', {
 *   engine: ClickHouseEngines.S3Queue, s3Path: 's3://bucket/events/*.json', format: 'JSONEachRow', settings: { mode: 'unordered' },
 * })
 */
export interface S3QueueConfig<T> extends Omit<TableOptions<T>, 'settings'>, BucketAccess {
  readonly engine: Engines.S3Queue;
  /** Files to read, wildcards allowed: `s3://bucket/data/*.json`. */
  readonly s3Path: string;
  /** Format of the files, such as `JSONEachRow`. */
  readonly format: string;
  readonly settings?: S3QueueTableSettings;
  readonly orderByFields?: undefined;
  readonly orderByExpression?: undefined;
}

/**
 * Files in a bucket as a table. `GCS`, `COSN` and `OSS` are the same for other clouds.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/s3
 * @example new OlapTable<Event>('archive', {
 *   engine: ClickHouseEngines.S3, path: 's3://bucket/archive/{_partition_id}.parquet', format: 'Parquet', partitionBy: 'toYYYYMM(at)',
 *   awsAccessKeyId: mooseRuntimeEnv.get('S3_KEY'), awsSecretAccessKey: mooseRuntimeEnv.get('S3_SECRET'),
 * })
 */
export interface S3Config<T> extends TableOptions<T>, OrderBy<T>, BucketAccess, PartitionedFiles {
  readonly engine: Engines.S3 | Engines.GCS | Engines.COSN | Engines.OSS;
  /** `s3://bucket/path/file.json` */
  readonly path: string;
  /** @default by the end of the path */
  readonly format?: string;
}

/**
 * An Iceberg table in a bucket; `Iceberg` is another name of `IcebergS3`.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/iceberg
 * @example new OlapTable<Event>('lake_events', { engine: ClickHouseEngines.IcebergS3, path: 's3://bucket/warehouse/events/', format: 'Parquet' })
 */
export interface IcebergS3Config<T> extends TableOptions<T>, OrderBy<T>, BucketAccess, PartitionedTable {
  readonly engine: Engines.Iceberg | Engines.IcebergS3;
  /** Root of the Iceberg table: `s3://bucket/warehouse/events/`. */
  readonly path: string;
  /** @default Parquet */
  readonly format?: 'Parquet' | 'ORC' | 'Avro';
}

/**
 * A Delta Lake or Hudi table in a bucket.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/deltalake
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/hudi
 * @example new OlapTable<Event>('delta_events', { engine: ClickHouseEngines.DeltaLake, path: 's3://bucket/delta/events/', noSign: true })
 */
export interface LakeConfig<T> extends TableOptions<T>, BucketAccess {
  readonly engine: Engines.DeltaLake | Engines.DeltaLakeS3 | Engines.Hudi;
  /** Root of the table. */
  readonly path: string;
  /** @default Parquet */
  readonly format?: string;
}

/**
 * Files in a container of Azure, as a table or as a queue that reads each once.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/azureBlobStorage
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/azure-queue
 * @example new OlapTable<Event>('blob_events', {
 *   engine: ClickHouseEngines.AzureBlobStorage, storageAccount: 'https://account.blob.core.windows.net', container: 'events', path: '*.csv',
 *   accountName: 'account', accountKey: mooseRuntimeEnv.get('AZURE_KEY'), format: 'CSV',
 * })
 */
export interface AzureConfig<T> extends TableOptions<T>, OrderBy<T>, ContainerAccess, PartitionedFiles {
  readonly engine: Engines.AzureBlobStorage | Engines.AzureQueue;
  /** @default by the end of the path */
  readonly format?: string;
}

/**
 * An Iceberg or Delta Lake table in a container of Azure.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/iceberg
 * @example new OlapTable<Event>('lake_events', {
 *   engine: ClickHouseEngines.IcebergAzure, storageAccount: mooseRuntimeEnv.get('AZURE_CONNECTION'), container: 'lake', path: 'events/',
 * })
 */
export interface AzureLakeConfig<T> extends TableOptions<T>, OrderBy<T>, ContainerAccess, PartitionedTable {
  readonly engine: Engines.IcebergAzure | Engines.DeltaLakeAzure;
  /** @default Parquet */
  readonly format?: string;
}

/**
 * An Iceberg or Delta Lake table on the server's own disk.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/iceberg
 * @example new OlapTable<Event>('local_lake', { engine: ClickHouseEngines.IcebergLocal, path: '/var/lib/clickhouse/user_files/lake/' })
 */
export interface LocalLakeConfig<T> extends TableOptions<T>, OrderBy<T>, PartitionedTable {
  readonly engine: Engines.IcebergLocal | Engines.DeltaLakeLocal;
  /** Root of the table, in the server's `user_files_path`. */
  readonly path: string;
  /** @default Parquet */
  readonly format?: string;
  /** @default auto */
  readonly compression?: string;
}

/** Configs of the tables over files in a bucket or a lake. */
export type ObjectStoreConfig<T> =
  | S3QueueConfig<T>
  | S3Config<T>
  | IcebergS3Config<T>
  | LakeConfig<T>
  | AzureConfig<T>
  | AzureLakeConfig<T>
  | LocalLakeConfig<T>;
