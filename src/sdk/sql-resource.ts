import type { OlapDictionary } from './dictionary.ts';
import type { MaterializedView } from './materialized-view.ts';
import type { OlapTable } from './olap-table.ts';
import { declare } from './registry.ts';
import type { SqlText } from './sql.ts';
import type { Untyped } from './untyped.ts';
import type { View } from './view.ts';

/** What a {@link SqlResource} can depend on. */
export type SqlDependency =
  | OlapTable<Untyped>
  | View
  | MaterializedView<Untyped>
  | OlapDictionary<Untyped>
  | SqlResource;

/**
 * Something set up and taken down by SQL of your own. It is sent as it is; of what it does, the tool sees what its first words
 * say. Tables and views that name what it makes, or list it as a source, come after it. Passwords go in by `mooseRuntimeEnv.get`.
 *
 * @example
 * export const reader = new SqlResource('reader', ['CREATE ROLE IF NOT EXISTS reader'], ['DROP ROLE IF EXISTS reader']);
 */
export class SqlResource {
  readonly kind = 'SqlResource';
  readonly name: string;
  /** Statements that set it up, in order. */
  readonly setup: readonly SqlText[];
  /** Statements that take it down, in order. */
  readonly teardown: readonly SqlText[];
  /** What it reads; set up before it. */
  readonly pullsDataFrom: readonly SqlDependency[];
  /** What it writes to; set up before it. */
  readonly pushesDataTo: readonly SqlDependency[];

  constructor(
    name: string,
    setup: readonly SqlText[],
    teardown: readonly SqlText[],
    options: {
      readonly pullsDataFrom?: readonly SqlDependency[];
      readonly pushesDataTo?: readonly SqlDependency[];
    } = {},
  ) {
    this.name = name;
    this.setup = setup;
    this.teardown = teardown;
    this.pullsDataFrom = options.pullsDataFrom ?? [];
    this.pushesDataTo = options.pushesDataTo ?? [];
    declare('sql-resource', this);
  }
}
