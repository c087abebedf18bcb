import type { ClickHouseEngines } from './engines.ts';
import type { LifeCycle } from './life-cycle.ts';
import { OlapTable } from './olap-table.ts';
import { declare, withOwner } from './registry.ts';
import { type SqlText, toStaticQuery } from './sql.ts';
import type { OlapConfig } from './table-engines.ts';
import type { ColumnName } from './table-options.ts';
import type { Metadata, Untyped } from './untyped.ts';
import type { SelectSource } from './view.ts';

/** A length of time of a refresh. */
export interface RefreshDuration {
  readonly value: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
}

/**
 * When a refreshable materialized view runs its SELECT anew.
 *
 * @see https://clickhouse.com/docs/materialized-view/refreshable-materialized-view
 * @example { interval: { type: 'every', value: 1, unit: 'hour' }, offset: { value: 5, unit: 'minute' } }
 */
export interface RefreshConfig {
  /** `every`: at fixed times; `after`: that long after the last one has ended. */
  readonly interval: RefreshDuration & { readonly type: 'every' | 'after' };
  /** Shifts the fixed times; only with `every`. */
  readonly offset?: RefreshDuration;
  /** Spreads the starts over this length. */
  readonly randomize?: RefreshDuration;
  /** Views that must have been refreshed first. */
  readonly dependsOn?: readonly (string | MaterializedView<Untyped>)[];
  /** Adds rows instead of replacing all. @default false */
  readonly append?: boolean;
}

/** The target of a materialized view, described on the spot. */
export interface TargetTableConfig<T> {
  readonly name: string;
  /** @default ClickHouseEngines.MergeTree */
  readonly engine?: ClickHouseEngines;
  readonly orderByFields?: readonly ColumnName<T>[];
}

/** Options of a {@link MaterializedView}. */
export interface MaterializedViewConfig<T> {
  /** Name of the view itself; another than its target's. */
  readonly materializedViewName: string;
  /** The SELECT. It can hold names and pieces of SQL, but no values to bind: a view is stored as text. */
  readonly selectStatement: SqlText;
  /** Tables and views the SELECT reads from; they are created before it. */
  readonly selectTables: readonly SelectSource[];
  /** Table the rows go to: a declared one, or one described here, whose columns are `T`. */
  readonly targetTable?: OlapTable<T> | TargetTableConfig<T>;
  /** @deprecated Use `targetTable: { name }`. */
  readonly tableName?: string;
  /** @deprecated Use `targetTable: { engine }`. */
  readonly engine?: ClickHouseEngines;
  /** @deprecated Use `targetTable: { orderByFields }`. */
  readonly orderByFields?: readonly ColumnName<T>[];
  /** Runs the SELECT at times instead of on every INSERT. @default none, on every INSERT */
  readonly refreshConfig?: RefreshConfig;
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
 */
export class MaterializedView<T> {
  /** A row of the target; exists for the type checker alone. */
  declare readonly __row?: T;
  readonly kind = 'MaterializedView';
  /** Name of the view. */
  readonly name: string;
  readonly config: MaterializedViewConfig<T>;
  readonly targetTable: OlapTable<T>;
  readonly metadata: Metadata;

  constructor(config: MaterializedViewConfig<T>) {
    this.name = config.materializedViewName;
    this.config = config;
    this.metadata = { ...config.metadata };
    declare('materialized-view', this);
    this.targetTable = isTable(config.targetTable)
      ? config.targetTable
      : withOwner(this, () => makeTarget(config, config.targetTable));
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
