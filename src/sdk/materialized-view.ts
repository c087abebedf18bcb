import type { ClickHouseEngines } from './engines.ts';
import type { LifeCycle } from './life-cycle.ts';
import { OlapTable } from './olap-table.ts';
import { declare, withOwner } from './registry.ts';
import { type SqlText, toStaticQuery } from './sql.ts';
import type { OlapConfig } from './table-engines.ts';
import type { ColumnName } from './table-options.ts';
import type { Metadata, Untyped } from './untyped.ts';
import type { SelectSource } from './view.ts';

type RefreshUnit = 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

/**
 * A length of time, in ClickHouse's words: `'1 HOUR'`, `'1 DAY 12 HOUR'`.
 * @example '1 DAY 12 HOUR'
 */
export type RefreshDuration =
  | `${number} ${RefreshUnit}`
  | `${number} ${RefreshUnit} ${number} ${RefreshUnit}`;

interface RefreshOptions {
  /** Moves each start by a random part of this length, so that not all views start at once. */
  readonly randomize?: RefreshDuration;
  /** Views that must have been refreshed first: themselves, or `database.name`. */
  readonly dependsOn?: readonly (string | MaterializedView<Untyped>)[];
  /** Adds rows instead of replacing all. It cannot be switched on or off later. @default false */
  readonly append?: boolean;
  /** `refresh_retries`, `refresh_retry_initial_backoff_ms`… */
  readonly settings?: { readonly [name: string]: string | number | boolean };
  /** Makes the view without a first refresh: it is empty until its time has come. @default false */
  readonly empty?: boolean;
}

/**
 * When a refreshable materialized view runs its SELECT anew: `every` at fixed times, `after` that long after the last end.
 *
 * @see https://clickhouse.com/docs/materialized-view/refreshable-materialized-view
 * @example { every: '1 HOUR', offset: '5 MINUTE', randomize: '30 SECOND', dependsOn: [hourly], settings: { refresh_retries: 3 } }
 * @example { after: '90 SECOND', append: true, empty: true }
 */
export type RefreshConfig = RefreshOptions &
  (
    | {
        readonly every: RefreshDuration;
        /** Shifts the fixed times. */
        readonly offset?: RefreshDuration;
        readonly after?: undefined;
      }
    | { readonly after: RefreshDuration; readonly every?: undefined; readonly offset?: undefined }
  );

/**
 * The target of a materialized view, described on the spot.
 * @example { name: 'daily', engine: ClickHouseEngines.SummingMergeTree, orderByFields: ['day'] }
 */
export interface TargetTableConfig<T> {
  readonly name: string;
  /** @default ClickHouseEngines.MergeTree */
  readonly engine?: ClickHouseEngines;
  readonly orderByFields?: readonly ColumnName<T>[];
}

// Over each member of the union: Omit alone would keep only the keys that all of them have.
type OmitFromEach<C, K extends PropertyKey> = C extends unknown ? Omit<C, K> : never;

/**
 * The table that ClickHouse makes and keeps for a view without a target: all that an {@link OlapTable} may have but a name.
 * What can be altered of a table can be altered of it; but it cannot outlive its view, so that a target of its own is the better
 * choice for anything that lives long.
 * @example { engine: ClickHouseEngines.SummingMergeTree, columns: ['hits'], orderByFields: ['day'], ttl: 'day + INTERVAL 1 YEAR' }
 */
export type InnerTableConfig<T> = OmitFromEach<
  OlapConfig<T>,
  'version' | 'database' | 'cluster' | 'lifeCycle' | 'metadata' | 'schema' | 'seedFilter' | 'comment'
>;

/**
 * Options of a {@link MaterializedView}.
 * @example { materializedViewName: 'daily_mv', selectStatement: sql.statement`SELECT day FROM ${events}`, selectTables: [events], targetTable: daily }
 */
export interface MaterializedViewConfig<T> {
  /** Name of the view itself; another than its target's. */
  readonly materializedViewName: string;
  /** The SELECT. It can hold names and pieces of SQL, but no values to bind: a view is stored as text. */
  readonly selectStatement: SqlText;
  /** Tables and views the SELECT reads from; they are created before it. */
  readonly selectTables: readonly SelectSource[];
  /** Table the rows go to: a declared one, or one described here, whose columns are `T`. */
  readonly targetTable?: OlapTable<T> | TargetTableConfig<T>;
  /** Keeps the rows in a table of the view's own instead of a target; its columns are `T`. */
  readonly innerTable?: InnerTableConfig<T>;
  /** @deprecated Use `targetTable: { name }`. */
  readonly tableName?: string;
  /** @deprecated Use `targetTable: { engine }`. */
  readonly engine?: ClickHouseEngines;
  /** @deprecated Use `targetTable: { orderByFields }`. */
  readonly orderByFields?: readonly ColumnName<T>[];
  /** Runs the SELECT at times instead of on every INSERT. @default none, on every INSERT */
  readonly refresh?: RefreshConfig;
  /** With whose rights it reads: `DEFINER`, of a fixed user; `NONE`, without asking for rights. @default what the server gives it */
  readonly sqlSecurity?: 'DEFINER' | 'NONE';
  /** The user of `DEFINER`, who must exist; implies it. @default whoever makes the view */
  readonly definer?: string;
  /** Another database than the project's. */
  readonly database?: string;
  /** Cluster of the statements (`ON CLUSTER`). */
  readonly cluster?: string;
  /** Comment of the view. */
  readonly comment?: string;
  /** Who may change the view, and the target when it is described here. @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  readonly metadata?: Metadata;
}

/**
 * A SELECT whose rows are stored in a target table. `T` is a row of the target.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/view#materialized-view
 * @example
 * export const daily = new MaterializedView<Daily>({
 *   materializedViewName: 'daily_mv',
 *   selectStatement: sql.statement`SELECT toDate(at) AS day, count() AS hits FROM ${events} GROUP BY day`,
 *   selectTables: [events],
 *   targetTable: { name: 'daily', engine: ClickHouseEngines.SummingMergeTree, orderByFields: ['day'] },
 * });
 * @example
 * // Made anew every night, in a table of its own:
 * export const ranking = new MaterializedView<Rank>({
 *   materializedViewName: 'ranking',
 *   selectStatement: sql.statement`SELECT path, count() AS hits FROM ${events} GROUP BY path`,
 *   selectTables: [events],
 *   innerTable: { orderByFields: ['path'] },
 *   refresh: { every: '1 DAY', offset: '3 HOUR' },
 * });
 */
export class MaterializedView<T> {
  /** A row of the target; exists for the type checker alone. */
  declare readonly __row?: T;
  readonly kind = 'MaterializedView';
  /** Name of the view. */
  readonly name: string;
  readonly config: MaterializedViewConfig<T>;
  /** The table it writes to. A view with an inner table has none. */
  readonly targetTable: OlapTable<T>;
  readonly metadata: Metadata;

  constructor(config: MaterializedViewConfig<T>) {
    this.name = config.materializedViewName;
    this.config = config;
    this.metadata = { ...config.metadata };
    declare('materialized-view', this);
    const { targetTable } = config;
    if (isTable(targetTable)) this.targetTable = targetTable;
    else if (hasTarget(config)) this.targetTable = withOwner(this, () => makeTarget(config, targetTable));
    // Moose's type, in which there always is one, stays for the many that have one.
    else this.targetTable = undefined as unknown as OlapTable<T>;
  }

  /** Database it is in; undefined for the project's. */
  get database(): string | undefined {
    return this.config.database;
  }

  /** The SELECT as text. @throws Error when it holds values to bind. */
  get selectSql(): string {
    return toStaticQuery(this.config.selectStatement);
  }
}

// By `kind` and not by class: the table may come from another copy of the sdk.
function isTable<T>(target: MaterializedViewConfig<T>['targetTable']): target is OlapTable<T> {
  return typeof target === 'object' && 'kind' in target && target.kind === 'OlapTable';
}

function hasTarget<T>({ innerTable, targetTable, tableName }: MaterializedViewConfig<T>): boolean {
  return innerTable === undefined || targetTable !== undefined || tableName !== undefined;
}

function makeTarget<T>(
  config: MaterializedViewConfig<T>,
  target: MaterializedViewConfig<T>['targetTable'],
): OlapTable<T> {
  const described = isTable(target) ? undefined : target;
  const { name, ...options } = described ?? { name: undefined };
  const { engine, orderByFields, lifeCycle, database, cluster } = config;
  const shared = { engine, orderByFields, lifeCycle, database, cluster, ...options };
  const given = Object.fromEntries(Object.entries(shared).filter(([, value]) => value !== undefined));
  return new OlapTable<T>(name ?? config.tableName ?? '', given as OlapConfig<T>);
}
