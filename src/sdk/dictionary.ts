import { quoteIdentifier } from './identifiers.ts';
import type { LifeCycle } from './life-cycle.ts';
import type { NamedCollection } from './named-collection.ts';
import { declare } from './registry.ts';
import { isSql, type Sql, type SqlText, sql, toStaticQuery } from './sql.ts';
import type { SqlResource } from './sql-resource.ts';
import type { ColumnName, RowSchema } from './table-options.ts';
import type { Metadata } from './untyped.ts';
import type { SelectSource } from './view.ts';

/**
 * What a dictionary attribute has besides its type.
 * @example { defaultValue: "'unknown'", isInjective: true }
 */
export interface DictionaryColumnConfig {
  /** Value for a key that is not there: a literal, as SQL. @default the type's own, such as 0 */
  readonly defaultValue?: string;
  /** SQL that computes the attribute. */
  readonly expression?: string;
  /** Different keys never share a value. */
  readonly isInjective?: boolean;
  /** The attribute holds the key of the parent. */
  readonly isHierarchical?: boolean;
  /** Children can be found from their parent too; needs `isHierarchical`. */
  readonly isBidirectional?: boolean;
  /** The key is a MongoDB ObjectId. */
  readonly isObjectId?: boolean;
  /** For readers of the code alone: ClickHouse keeps no comments on attributes. */
  readonly comment?: string;
}

type Hashed = {
  readonly initialArraySize?: number;
  readonly maxLoadFactor?: number;
  /** Parts loaded at the same time. */
  readonly shards?: number;
  readonly shardLoadQueueBacklog?: number;
};
type Cache = { readonly sizeInCells: number; readonly maxThreadsForUpdates?: number };
type SsdCache = {
  readonly path: string;
  readonly blockSize?: number;
  readonly fileSize?: number;
  readonly readBufferSize?: number;
  readonly writeBufferSize?: number;
  readonly maxStoredKeys?: number;
};

/**
 * How a dictionary lies in memory. @see https://clickhouse.com/docs/sql-reference/dictionaries#storing-dictionaries-in-memory
 * @example { type: 'COMPLEX_KEY_HASHED' }
 */
export type DictionaryLayout =
  | { readonly type: 'FLAT'; readonly initialArraySize?: number; readonly maxArraySize?: number }
  | { readonly type: 'DIRECT' | 'COMPLEX_KEY_DIRECT' }
  | ({
      readonly type: 'HASHED' | 'SPARSE_HASHED' | 'COMPLEX_KEY_HASHED' | 'COMPLEX_KEY_SPARSE_HASHED';
    } & Hashed)
  | { readonly type: 'HASHED_ARRAY' | 'COMPLEX_KEY_HASHED_ARRAY'; readonly shards?: number }
  | {
      readonly type: 'RANGE_HASHED' | 'COMPLEX_KEY_RANGE_HASHED';
      /** Which of several ranges counts. @default min */
      readonly rangeLookupStrategy?: 'min' | 'max';
    }
  | ({ readonly type: 'CACHE' | 'COMPLEX_KEY_CACHE' } & Cache)
  | ({ readonly type: 'SSD_CACHE' | 'COMPLEX_KEY_SSD_CACHE' } & SsdCache)
  | { readonly type: 'IP_TRIE'; readonly accessToKeyFromAttributes?: boolean }
  | { readonly type: 'REGEXP_TREE' }
  | {
      readonly type: 'POLYGON' | 'POLYGON_SIMPLE' | 'POLYGON_INDEX_EACH' | 'POLYGON_INDEX_CELL';
      readonly storePolygonKeyColumn?: boolean;
    };

/**
 * Seconds between two reloads, or a range to choose from; 0 for never.
 * @example { min: 300, max: 600 }
 */
export type DictionaryLifetime = number | { readonly min: number; readonly max: number };

/** Login and place; each may come from a named collection instead. */
interface DatabaseSource {
  /** Named collection that holds what is not said here. */
  readonly collection?: NamedCollection;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly db?: string;
}
interface SqlSource extends DatabaseSource {
  /** Either a table or a query. */
  readonly table?: string;
  readonly query?: string;
  /** Condition on the rows of the table. */
  readonly whereClause?: string;
  /** A query whose answer changes when the rows do: without a change nothing is read. */
  readonly invalidateQuery?: string;
}

/**
 * Where a dictionary reads from outside of ClickHouse. Take secrets from {@link mooseRuntimeEnv}.
 * @example { type: 'http', url: 'https://data.example/countries.csv', format: 'CSV' }
 */
export type ExternalSource =
  | {
      readonly type: 'http';
      readonly url: string;
      readonly format: string;
      readonly method?: string;
      readonly whereClause?: string;
      readonly credentials?: { readonly user: string; readonly password: string };
      /** Header of the request by name. The values are taken for secrets. */
      readonly headers?: { readonly [name: string]: string };
      readonly collection?: NamedCollection;
    }
  | ({ readonly type: 'clickhouse'; readonly secure?: boolean } & SqlSource)
  | ({ readonly type: 'mysql' } & SqlSource)
  | ({ readonly type: 'postgresql'; readonly schema?: string } & SqlSource)
  | {
      readonly type: 'redis';
      readonly host: string;
      readonly port: number;
      readonly password?: string;
      readonly dbIndex?: number;
      readonly storageType: string;
    }
  | ({
      readonly type: 'mongodb';
      /** Name of the MongoDB collection, or a named collection of the server that says it too. */
      readonly collection: string | NamedCollection;
    } & Omit<DatabaseSource, 'collection'>)
  | {
      readonly type: 'executable';
      readonly command: string;
      readonly format: string;
      readonly implicitKey?: boolean;
    }
  | {
      /** @deprecated ClickHouse has no such source for dictionaries: use `sourceQuery` with the function `s3()`. */
      readonly type: 's3';
      readonly url: string;
      readonly format: string;
      readonly accessKeyId?: string;
      readonly secretAccessKey?: string;
    };

/**
 * Options of an {@link OlapDictionary}; exactly one of `sourceTable`, `sourceQuery`, `externalSource` and `source`.
 * @example { sourceTable: countryTable, primaryKey: ['code'], layout: { type: 'FLAT' }, lifetime: 300 }
 */
export interface OlapDictionaryConfig<T> {
  /** Table or view of this server that it reads. */
  readonly sourceTable?: Exclude<SelectSource, SqlResource>;
  /** SELECT on this server. Declared tables without a database get their own: the server looks in `default` otherwise. */
  readonly sourceQuery?: SqlText;
  /** Tables that `sourceQuery` reads. */
  readonly sourceTables?: readonly SelectSource[];
  readonly externalSource?: ExternalSource;
  /** What stands in `SOURCE(…)`, for sources that have no form here: `FILE(PATH '/var/lib/…/a.tsv' FORMAT 'TSV')`. */
  readonly source?: string;
  /** Named collection with the login for `sourceTable` and `sourceQuery`. */
  readonly collection?: NamedCollection;
  /** User that reads `sourceTable` and `sourceQuery`. @default default, without a password */
  readonly user?: string;
  /** Password of that user; take it from {@link mooseRuntimeEnv}. */
  readonly password?: string;
  /** Columns of the key. */
  readonly primaryKey: readonly ColumnName<T>[];
  readonly columns?: { readonly [K in ColumnName<T>]?: DictionaryColumnConfig };
  /** A layout, or what stands in `LAYOUT(…)`. */
  readonly layout: DictionaryLayout | string;
  /** Left out of the statement for `DIRECT`, which holds no copy. */
  readonly lifetime: DictionaryLifetime;
  /** Columns that bound a range; for `RANGE_HASHED`. */
  readonly range?: { readonly min: ColumnName<T>; readonly max: ColumnName<T> };
  readonly database?: string;
  readonly clusterName?: string;
  readonly invalidateQuery?: string;
  /** Settings with which the source is read. */
  readonly settings?: { readonly [name: string]: string | number };
  readonly comment?: string;
  /** @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  readonly schema?: RowSchema<T>;
  readonly metadata?: Metadata;
}

/**
 * A dictionary: values by key, held in memory. `T` is its key and its attributes. Everything but the comment is changed by
 * replacing it, which loses nothing: it is filled again from its source.
 *
 * @see https://clickhouse.com/docs/sql-reference/dictionaries
 * @example
 * export const countries = new OlapDictionary<Country>('countries', {
 *   sourceTable: countryTable, primaryKey: ['code'], layout: { type: 'COMPLEX_KEY_HASHED' }, lifetime: { min: 300, max: 600 },
 * });
 * sql.statement`SELECT ${countries.get('name', 'country')} AS country FROM ${visits}`;
 */
export class OlapDictionary<T> {
  /** Key and attributes; exists for the type checker alone. */
  declare readonly __row?: T;
  readonly kind = 'OlapDictionary';
  readonly name: string;
  readonly config: OlapDictionaryConfig<T>;

  constructor(name: string, config: OlapDictionaryConfig<T>) {
    this.name = name;
    this.config = config;
    declare('dictionary', this);
  }

  /** `name`, or `database.name`. */
  getQualifiedName(): string {
    return this.config.database ? `${this.config.database}.${this.name}` : this.name;
  }

  /** `dictGet(…)`: an attribute by key. Text keys are column names. */
  get(attribute: ColumnName<T>, ...keys: readonly (Sql | string | number)[]): Sql {
    return sql.raw(`dictGet(${quoted(this.getQualifiedName())}, ${quoted(attribute)}, ${keyText(keys)})`);
  }

  /** `dictGetOrDefault(…)`: an attribute by key, or a value. */
  getOrDefault(
    attribute: ColumnName<T>,
    value: Sql | string | number,
    ...keys: readonly (Sql | string | number)[]
  ): Sql {
    const fallback = isSql(value)
      ? toStaticQuery(value)
      : typeof value === 'string'
        ? quoted(value)
        : String(value);
    return sql.raw(
      `dictGetOrDefault(${quoted(this.getQualifiedName())}, ${quoted(attribute)}, ${keyText(keys)}, ${fallback})`,
    );
  }

  /** `dictHas(…)`: whether a key is there. */
  has(...keys: readonly (Sql | string | number)[]): Sql {
    return sql.raw(`dictHas(${quoted(this.getQualifiedName())}, ${keyText(keys)})`);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function keyText(keys: readonly (Sql | string | number)[]): string {
  const parts = keys.map((key) =>
    isSql(key) ? toStaticQuery(key) : typeof key === 'string' ? quoteIdentifier(key) : String(key),
  );
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`;
}
