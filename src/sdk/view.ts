import type { LifeCycle } from './life-cycle.ts';
import type { OlapTable } from './olap-table.ts';
import { declare } from './registry.ts';
import { type SqlText, toStaticQuery } from './sql.ts';
import type { Metadata, Untyped } from './untyped.ts';

/** Something a SELECT can read from. */
export type SelectSource = OlapTable<Untyped> | View;

/** Options of a {@link View}. */
export interface ViewConfig {
  /** The SELECT. It can hold names and pieces of SQL, but no values to bind: a view is stored as text. */
  readonly selectStatement: SqlText;
  /** Tables and views the SELECT reads from; they are created before it. */
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
 * A stored SELECT.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/view
 * @example
 * export const visits = new View('visits', {
 *   selectStatement: sql.statement`SELECT ${events.columns.path}, count() AS hits FROM ${events} GROUP BY 1`,
 *   baseTables: [events],
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
