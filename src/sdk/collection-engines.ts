import type { ClickHouseEngines as Engines } from './engines.ts';
import type { NamedCollection } from './named-collection.ts';
import type { TableOptions } from './table-options.ts';

/** One of these engines by way of a named collection: what its own config says is said there, or by overrides. */
export interface CollectionConfig<T> extends TableOptions<T> {
  readonly engine: Engines.S3 | Engines.S3Queue | Engines.IcebergS3 | Engines.Kafka | Engines.URL;
  /** Made with {@link namedCollection}. */
  readonly collection: NamedCollection;
}
