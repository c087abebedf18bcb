import { quoteIdentifier } from './identifiers.ts';
import type { LifeCycle } from './life-cycle.ts';
import { declare } from './registry.ts';
import { isSql, type Sql, type SqlText, sql, toStaticQuery } from './sql.ts';
import type { ColumnName, RowSchema } from './table-options.ts';
import type { Metadata } from './untyped.ts';
import type { SelectSource } from './view.ts';

/** What a dictionary attribute has besides its type. */
export interface DictionaryColumnConfig {
  /** Value for a key that is not there, as SQL. */
  readonly defaultValue?: string;
  /** SQL that computes the attribute. */
  readonly expression?: string;
  /** Different keys never share a value. */
  readonly isInjective?: boolean;
  /** The attribute holds the key of the parent. */
  readonly isHierarchical?: boolean;
  /** The key is a MongoDB ObjectId. */
  readonly isObjectId?: boolean;
  readonly comment?: string;
}

type Hashed = { readonly initialArraySize?: number; readonly maxLoadFactor?: number };
type Cache = { readonly sizeInCells: number; readonly maxThreadsForUpdates?: number };
type SsdCache = {
  readonly path: string;
  readonly blockSize?: number;
  readonly fileSize?: number;
  readonly readBufferSize?: number;
  readonly writeBufferSize?: number;
  readonly maxStoredKeys?: number;
};

/** How a dictionary lies in memory. @see https://clickhouse.com/docs/sql-reference/dictionaries#storing-dictionaries-in-memory */
export type DictionaryLayout =
  | { readonly type: 'FLAT' | 'DIRECT' | 'COMPLEX_KEY_DIRECT' }
  | ({
      readonly type: 'HASHED' | 'SPARSE_HASHED' | 'COMPLEX_KEY_HASHED' | 'COMPLEX_KEY_SPARSE_HASHED';
    } & Hashed)
  | { readonly type: 'HASHED_ARRAY' | 'COMPLEX_KEY_HASHED_ARRAY'; readonly shards?: number }
  | { readonly type: 'RANGE_HASHED'; readonly rangeLookupStrategy?: string }
  | ({ readonly type: 'CACHE' | 'COMPLEX_KEY_CACHE' } & Cache)
  | ({ readonly type: 'SSD_CACHE' | 'COMPLEX_KEY_SSD_CACHE' } & SsdCache)
  | { readonly type: 'IP_TRIE'; readonly accessToKeyFromAttributes?: boolean };

/** Seconds between two reloads, or a range to choose from; 0 for never. */
export type DictionaryLifetime = number | { readonly min: number; readonly max: number };

interface DatabaseSource {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly db: string;
}
interface SqlSource extends DatabaseSource {
  readonly table: string;
  readonly query?: string;
  readonly whereClause?: string;
  readonly invalidateQuery?: string;
}

/** Where a dictionary reads from outside of ClickHouse. Take secrets from {@link mooseRuntimeEnv}. */
export type ExternalSource =
  | {
      readonly type: 'http';
      readonly url: string;
      readonly format: string;
      readonly method?: string;
      readonly whereClause?: string;
    }
  | ({ readonly type: 'clickhouse' | 'mysql' | 'postgresql' } & SqlSource)
  | {
      readonly type: 'redis';
      readonly host: string;
      readonly port: number;
      readonly password?: string;
      readonly dbIndex?: number;
      readonly storageType: string;
    }
  | ({ readonly type: 'mongodb'; readonly collection: string } & DatabaseSource)
  | {
      readonly type: 'executable';
      readonly command: string;
      readonly format: string;
      readonly implicitKey?: boolean;
    }
  | {
      readonly type: 's3';
      readonly url: string;
      readonly format: string;
      readonly accessKeyId?: string;
      readonly secretAccessKey?: string;
    };

/** Options of an {@link OlapDictionary}; exactly one of `sourceTable`, `sourceQuery` and `externalSource`. */
export interface OlapDictionaryConfig<T> {
  readonly sourceTable?: SelectSource;
  readonly sourceQuery?: SqlText;
  /** Tables that `sourceQuery` reads. */
  readonly sourceTables?: readonly SelectSource[];
  readonly externalSource?: ExternalSource;
  /** Columns of the key. */
  readonly primaryKey: readonly ColumnName<T>[];
  readonly columns?: { readonly [K in ColumnName<T>]?: DictionaryColumnConfig };
  readonly layout: DictionaryLayout;
  readonly lifetime: DictionaryLifetime;
  readonly database?: string;
  readonly clusterName?: string;
  readonly invalidateQuery?: string;
  readonly settings?: { readonly [name: string]: string };
  readonly comment?: string;
  /** @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  readonly schema?: RowSchema<T>;
  readonly metadata?: Metadata;
}

/**
 * A dictionary: values by key, held in memory. The tool records it and changes nothing for it.
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
