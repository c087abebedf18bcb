/**
 * The tags that say in a row type what TypeScript cannot: `id: Key<UUID>`, `total: Decimal<10, 2> & ClickHouseCodec<'ZSTD(3)'>`.
 * They exist for the type checker alone, and survive aliases, `Omit`, `Partial`, generics and unions.
 */
import type { mooseTag, Tag, Tagged } from './tag.ts';

export type { Tag } from './tag.ts';
export type * from './type-tags.ts';

// Keys and origins

/**
 * A column of the primary key; where the table has no `orderByFields`, its ORDER BY too.
 * @example interface Order { id: Key<string> }
 */
export type Key<T> = Tagged<T, 'key', true>;

/**
 * An object that the API fills from the caller's token. Says nothing about the column.
 * @example interface Call { token: JWT<{ sub: string }> }
 */
export type JWT<T> = Tagged<T, 'jwt', true>;

/**
 * The column's earlier name: the plan renames it instead of dropping it and adding another. `@renamedFrom old` in the doc comment says the same.
 * @example interface Order { total: number & RenamedFrom<'amount'> }
 */
export type RenamedFrom<Name extends string> = Tag<'renamedFrom', Name>;

/**
 * The column's comment in ClickHouse, where the doc comment of the property is not what it should be.
 * @example interface Order { total: UInt64 & Comment<'in cents'> }
 */
export type Comment<Text extends string> = Tag<'comment', Text>;

// Defaults. Each value is an SQL expression. A column has at most one of the four.

/**
 * DEFAULT: the value of rows that come without one. An optional column with a default is not Nullable.
 * @example interface Order { createdAt: Date & ClickHouseDefault<'now()'> }
 * @see https://clickhouse.com/docs/sql-reference/statements/create/table#default_values
 */
export type ClickHouseDefault<Sql extends string> = Tag<'default', Sql>;

/**
 * {@link ClickHouseDefault} around a type.
 * @example interface Order { createdAt: WithDefault<Date, 'now()'> }
 */
export type WithDefault<T, Sql extends string> = Tagged<T, 'default', Sql>;

/**
 * MATERIALIZED: computed when a row is inserted, stored, cannot be inserted.
 * @example interface Visit { day: Date & ClickHouseMaterialized<'toDate(at)'> }
 */
export type ClickHouseMaterialized<Sql extends string> = Tag<'materialized', Sql>;

/**
 * ALIAS: computed whenever it is read, never stored. Cannot be part of a key.
 * @example interface Person { name: string & ClickHouseAlias<"concat(first, ' ', last)"> }
 */
export type ClickHouseAlias<Sql extends string> = Tag<'alias', Sql>;

/**
 * EPHEMERAL: can be inserted for other columns' defaults to use, but is not stored and cannot be read.
 * @example interface Hit { url: string & ClickHouseEphemeral; host: string & ClickHouseDefault<'domain(url)'> }
 */
export type ClickHouseEphemeral<Sql extends string = ''> = Tag<'ephemeral', Sql>;

// Storage

/** TTL of one column: its values become the type's default after that time. The text stands without the word TTL. @example 'at + INTERVAL 1 WEEK' */
export type ClickHouseTTL<Sql extends string> = Tag<'ttl', Sql>;

/**
 * Compression codecs, applied from left to right.
 * @example interface Metric { value: number & ClickHouseCodec<'Gorilla, ZSTD(3)'> }
 * @see https://clickhouse.com/docs/sql-reference/statements/create/table#column_compression_codec
 */
export type ClickHouseCodec<Chain extends string> = Tag<'codec', Chain>;

/**
 * Statistics for the query planner.
 * @example interface Hit { bytes: UInt64 & ClickHouseStatistics<'tdigest, uniq'> }
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree#column-statistics
 */
export type ClickHouseStatistics<Kinds extends string> = Tag<'statistics', Kinds>;

/**
 * Settings of one column.
 * @example interface Hit { body: string & ClickHouseColumnSettings<{ max_compress_block_size: 1048576 }> }
 */
export type ClickHouseColumnSettings<
  Settings extends { readonly [name: string]: string | number | boolean },
> = Tag<'settings', Settings>;

/**
 * A dictionary of distinct values instead of the values themselves: fast and small up to some ten thousand of them. Also inside arrays and maps.
 * @example interface Hit { country: string & LowCardinality; labels: (string & LowCardinality)[] }
 * @see https://clickhouse.com/docs/sql-reference/data-types/lowcardinality
 */
export type LowCardinality = Tag<'lowCardinality', true>;

// Rows to insert

type TagsOf<C> = C extends unknown
  ? typeof mooseTag extends keyof C
    ? keyof NonNullable<C[typeof mooseTag]>
    : never
  : never;

type KeysTagged<T, K extends string> = {
  [P in keyof T]-?: Extract<TagsOf<NonNullable<T[P]>>, K> extends never ? never : P;
}[keyof T];

/**
 * What may be inserted into a table of `T`: MATERIALIZED and ALIAS columns are gone, those with DEFAULT or EPHEMERAL are optional.
 * @example const row: Insertable<Visit> = { at: new Date() }
 */
export type Insertable<T> = Omit<T, KeysTagged<T, 'materialized' | 'alias' | 'default' | 'ephemeral'>> &
  Partial<Pick<T, Exclude<KeysTagged<T, 'default' | 'ephemeral'>, KeysTagged<T, 'materialized' | 'alias'>>>>;
