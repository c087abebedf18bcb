import type { OlapDictionary } from './dictionary.ts';
import type { LifeCycle } from './life-cycle.ts';
import type { MaterializedView } from './materialized-view.ts';
import type { OlapTable } from './olap-table.ts';
import { declare } from './registry.ts';
import { type SqlText, toStaticQuery } from './sql.ts';
import type { SqlResource } from './sql-resource.ts';
import type { Metadata, Untyped } from './untyped.ts';

/**
 * Something a SELECT can read from; of hand-written SQL, what it makes: a dictionary, a function.
 * @example selectTables: [events, daily, countries]
 */
export type SelectSource =
  | OlapTable<Untyped>
  | View
  | MaterializedView<Untyped>
  | OlapDictionary<Untyped>
  | SqlResource;

/**
 * With whose rights a view reads. Where nothing is said, a new view gets what the server gives it, and one that is there
 * keeps what it has.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/view#sql_security
 * @example { sqlSecurity: 'DEFINER', definer: 'reporting' }
 */
export interface ViewSecurity {
  /** `INVOKER`: of whoever reads it; `DEFINER`: of a fixed user; `NONE`: without asking for rights. */
  readonly sqlSecurity?: 'INVOKER' | 'DEFINER' | 'NONE';
  /** That user, who must exist; implies `DEFINER`. @default whoever makes the view */
  readonly definer?: string;
}

/**
 * Options of a {@link View}.
 * @example { selectStatement: sql.statement`SELECT path FROM ${events}`, baseTables: [events], comment: 'what is read' }
 */
export interface ViewConfig extends ViewSecurity {
  /**
   * The SELECT. It can hold names and pieces of SQL, but no values to bind: a view is stored as text. `{name:Type}` in it is a
   * parameter, which whoever reads the view must give.
   */
  readonly selectStatement: SqlText;
  /** Tables, views and dictionaries the SELECT reads from; they are created before it. */
  readonly baseTables: readonly SelectSource[];
  /** Another database than the project's. */
  readonly database?: string;
  /** Cluster of the statements (`ON CLUSTER`). */
  readonly cluster?: string;
  /** Comment of the view. */
  readonly comment?: string;
  /** Who may change the view. @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  readonly metadata?: Metadata;
}

/**
 * A stored SELECT, with parameters if it has some.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/view
 * @example
 * export const visits = new View('visits', {
 *   selectStatement: sql.statement`SELECT ${events.columns.path}, count() AS hits FROM ${events} GROUP BY 1`,
 *   baseTables: [events],
 * });
 * @example
 * // Read with SELECT * FROM visits_of(path = '/home', days = [1, 2]):
 * export const visitsOf = new View('visits_of', {
 *   selectStatement: sql.statement`SELECT * FROM ${events} WHERE path = {path:String} AND toDayOfWeek(at) IN {days:Array(UInt8)}`,
 *   baseTables: [events],
 *   sqlSecurity: 'DEFINER',
 *   definer: 'reporting',
 * });
 */
export class View {
  readonly kind = 'View';
  readonly name: string;
  readonly config: ViewConfig;
  readonly metadata: Metadata;

  constructor(name: string, config: ViewConfig);
  /** @deprecated Give one object: `new View(name, { selectStatement, baseTables })`. */
  constructor(
    name: string,
    selectStatement: SqlText,
    baseTables: readonly SelectSource[],
    metadata?: Metadata,
  );
  constructor(
    name: string,
    configOrSelect: ViewConfig | SqlText,
    baseTables?: readonly SelectSource[],
    metadata?: Metadata,
  ) {
    this.name = name;
    this.config = isViewConfig(configOrSelect)
      ? configOrSelect
      : { selectStatement: configOrSelect, baseTables: baseTables ?? [], ...(metadata && { metadata }) };
    this.metadata = { ...this.config.metadata };
    declare('view', this);
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

function isViewConfig(value: ViewConfig | SqlText): value is ViewConfig {
  return typeof value === 'object' && value !== null && 'selectStatement' in value;
}
