import type { ClickHouseEngines as Engines } from './engines.ts';
import type { NamedCollection } from './named-collection.ts';
import type { SqlText } from './sql.ts';
import type { TableOptions } from './table-options.ts';

/** The engines whose arguments may come from a named collection. */
type CollectionEngine =
  | Engines.S3
  | Engines.GCS
  | Engines.COSN
  | Engines.OSS
  | Engines.S3Queue
  | Engines.AzureBlobStorage
  | Engines.AzureQueue
  | Engines.Iceberg
  | Engines.IcebergS3
  | Engines.IcebergAzure
  | Engines.IcebergLocal
  | Engines.DeltaLake
  | Engines.DeltaLakeS3
  | Engines.DeltaLakeAzure
  | Engines.DeltaLakeLocal
  | Engines.Hudi
  | Engines.Kafka
  | Engines.NATS
  | Engines.RabbitMQ
  | Engines.URL
  | Engines.PostgreSQL
  | Engines.MaterializedPostgreSQL
  | Engines.MySQL
  | Engines.MongoDB
  | Engines.Redis
  | Engines.SQLite
  | Engines.ODBC
  | Engines.JDBC;

/**
 * One of these engines by way of a named collection: what its own config says is said there, or by overrides.
 *
 * @see https://clickhouse.com/docs/operations/named-collections
 * @example new OlapTable<Order>('shop_orders', {
 *   engine: ClickHouseEngines.PostgreSQL, collection: namedCollection('shop_db', { table: 'orders' }),
 * })
 */
export interface CollectionConfig<T> extends TableOptions<T> {
  readonly engine: CollectionEngine;
  /** Made with {@link namedCollection}. */
  readonly collection: NamedCollection;
  /** SQL of the key, of Redis alone. @default the `Key<>` column */
  readonly primaryKeyExpression?: SqlText;
}
