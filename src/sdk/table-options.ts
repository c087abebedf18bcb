import type { LifeCycle } from './life-cycle.ts';
import type { SqlText } from './sql.ts';
import type { Metadata } from './untyped.ts';

/** Name of a column of the row type. Never used to infer the row type itself. */
export type ColumnName<T> = keyof NoInfer<T> & string;

/**
 * A zod schema (zod 4, also `zod/mini`) that describes a row; only its shape is asked for, so that no version of zod is.
 *
 * @see https://zod.dev/library-authors
 */
export interface RowSchema<T> {
  readonly _zod: { readonly output: T };
}

/**
 * A data-skipping index.
 *
 * @see https://clickhouse.com/docs/optimize/skipping-indexes
 * @example { name: 'by_path', expression: 'path', type: 'bloom_filter', arguments: ['0.01'], granularity: 4 }
 */
export interface TableIndex {
  readonly name: string;
  /** What is indexed: a column or an SQL expression. */
  readonly expression: SqlText;
  /** `minmax`, `set`, `bloom_filter`, `ngrambf_v1`, `tokenbf_v1`, `text`, `vector_similarity`… */
  readonly type: string;
  /** Arguments of the type, each as SQL text. @default [] */
  readonly arguments?: readonly string[];
  /** Granules per index block. @default 1, and for `text` and `vector_similarity` 100,000,000: the whole part */
  readonly granularity?: number;
}

/**
 * Rows stored a second time, in another order or already aggregated.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree#projections
 * @example { name: 'by_user', body: 'SELECT * ORDER BY user_id' }
 */
export interface TableProjection {
  readonly name: string;
  /** `SELECT … [GROUP BY …] [ORDER BY …]`, without parentheses around it; `SELECT` may be left out. */
  readonly body: SqlText;
  /** Settings of the projection, such as `index_granularity`. @default none */
  readonly settings?: { readonly [name: string]: string };
}

/**
 * A rule every row keeps: `CHECK` is enforced by INSERT, `ASSUME` only believed by the optimizer.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/table#constraints
 * @example { name: 'positive', expression: 'amount > 0', type: 'CHECK' }
 */
export interface TableConstraint {
  readonly name: string;
  readonly expression: SqlText;
  /** @default 'CHECK' */
  readonly type?: 'CHECK' | 'ASSUME';
}

/** Which rows `seed` copies from a real database. */
export interface SeedFilter {
  /** Largest number of rows. */
  readonly limit?: number;
  /** SQL condition. */
  readonly where?: string;
}

/** Sorting key: by column names, or by an SQL expression; never both, which is checked when the table is declared. */
export interface OrderBy<T> {
  /** Columns of the sorting key, in order. */
  readonly orderByFields?: readonly ColumnName<T>[];
  /** SQL of the sorting key, such as `(id, toDate(at))`; `tuple()` for none. */
  readonly orderByExpression?: SqlText;
}

/** What every table may say, whatever its engine. */
export interface TableOptions<T> {
  /** A zod schema to take the columns from, in place of a type argument. */
  readonly schema?: RowSchema<T>;
  /** Version such as `1.2.0`, made part of the deployed name: `events_1_2_0`. */
  readonly version?: string;
  /** Who may change the table. @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  /** Another database than the project's; it must stand in `additional_databases` of moose.config.toml. */
  readonly database?: string;
  /** Cluster of the statements (`ON CLUSTER`); it must stand in `clickhouse_config.clusters`. */
  readonly cluster?: string;
  /** Comment of the table. */
  readonly comment?: string;
  /**
   * The table's earlier deployed name: the plan renames the table instead of dropping it and making another. Harmless once
   * that is done.
   * @example renamedFrom: 'orders_2024'
   */
  readonly renamedFrom?: string;
  /**
   * Settings of the table, ClickHouse's names and values as text.
   * @see https://clickhouse.com/docs/operations/settings/merge-tree-settings
   */
  readonly settings?: { readonly [name: string]: string };
  /** Which rows `seed` copies. @default all */
  readonly seedFilter?: SeedFilter;
  /** Notes for people; never compared. */
  readonly metadata?: Metadata;
  /** Rules every row keeps. @default [] */
  readonly constraints?: readonly TableConstraint[];
}

/** What tables of the MergeTree family may say besides {@link TableOptions}. */
export interface SortedTableOptions<T> extends TableOptions<T>, OrderBy<T> {
  /** SQL of the partition key. @default none @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/custom-partitioning-key */
  readonly partitionBy?: SqlText;
  /** SQL of the sampling key; it must be part of the sorting key. @default none */
  readonly sampleByExpression?: SqlText;
  /** SQL of the primary key, a prefix of the sorting key. @default the `Key<>` columns, or else the sorting key */
  readonly primaryKeyExpression?: SqlText;
  /** Rules by which rows expire, without the word TTL: `at + INTERVAL 90 DAY DELETE`. @default none */
  readonly ttl?: SqlText;
  /** Data-skipping indexes. @default [] */
  readonly indexes?: readonly TableIndex[];
  /** Projections. @default [] */
  readonly projections?: readonly TableProjection[];
}
