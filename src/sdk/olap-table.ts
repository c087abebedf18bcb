import { type ColumnsOf, columnsOf } from './columns.ts';
import { deployedName } from './identifiers.ts';
import type { InsertOptions, InsertResult, RecordCheck, RecordsCheck } from './insert.ts';
import { declare } from './registry.ts';
import type { OlapConfig } from './table-engines.ts';
import type { TableOptions } from './table-options.ts';
import type { Insertable } from './tags.ts';
import { unavailable, unavailableLater } from './unavailable.ts';
import type { Metadata, Untyped } from './untyped.ts';

/** A config as it can be read when its engine is not known. */
export type AnyTableConfig<T> = TableOptions<T> & { readonly engine?: string } & {
  readonly [option: string]: unknown;
};

/**
 * A ClickHouse table. `T` is one row: its properties are the columns, in order, and their types and tags say the rest.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/table
 * @example
 * interface Event { id: Key<string>; at: DateTime; path: string & LowCardinality; bytes: UInt64 }
 * export const events = new OlapTable<Event>('events', { orderByFields: ['id', 'at'], partitionBy: 'toYYYYMM(at)' });
 * @example
 * // Columns from a zod schema, without the type checker:
 * export const events = new OlapTable('events', { schema: EventSchema, orderByFields: ['id'] });
 */
export class OlapTable<T> {
  /** The row type; exists for the type checker alone. */
  declare readonly __row?: T;
  readonly kind = 'OlapTable';
  /** Name as written, without the version. */
  readonly name: string;
  /** The config as given; `engine` is missing for a plain MergeTree. */
  readonly config: AnyTableConfig<T>;
  readonly metadata: Metadata;
  /** The columns by name, for `sql` templates. */
  readonly columns: ColumnsOf<T>;

  /** @param name Name of the table, without version. The same name may be used in two databases, and in two versions. */
  constructor(name: string, config?: OlapConfig<T>) {
    this.name = name;
    this.config = { ...config } as AnyTableConfig<T>;
    this.metadata = { ...config?.metadata };
    this.columns = columnsOf<T>(this);
    declare('table', this);
  }

  /** Name on the server: `events_1_2_0` for version `1.2.0`. */
  generateTableName(): string {
    return deployedName(this.name, this.config.version);
  }

  /** Inserts rows. @throws Error in this library: it needs a running server. */
  insert(
    _rows: readonly Insertable<T>[] | AsyncIterable<unknown>,
    _options?: InsertOptions,
  ): Promise<InsertResult<T>> {
    return unavailableLater('OlapTable.insert()');
  }

  /** Checks one record. @throws Error in this library: it needs a running server. */
  validateRecord(_record: unknown): RecordCheck<T> {
    return unavailable('OlapTable.validateRecord()');
  }

  /** Checks records. @throws Error in this library: it needs a running server. */
  validateRecords(_records: readonly unknown[]): Promise<RecordsCheck<T>> {
    return unavailableLater('OlapTable.validateRecords()');
  }

  /** Tells whether a record is a row. @throws Error in this library: it needs a running server. */
  isValidRecord(_record: unknown): _record is T {
    return unavailable('OlapTable.isValidRecord()');
  }

  /** The record as a row. @throws Error in this library: it needs a running server. */
  assertValidRecord(_record: unknown): T {
    return unavailable('OlapTable.assertValidRecord()');
  }

  /** A database client. @throws Error in this library: it needs a running server. */
  getMemoizedClient(): Promise<Untyped> {
    return unavailableLater('OlapTable.getMemoizedClient()');
  }

  /** Closes the client, if there is one. */
  closeClient(): Promise<void> {
    return Promise.resolve();
  }
}
