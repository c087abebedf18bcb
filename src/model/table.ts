import type { SourcePosition } from '../errors.ts';
import type { Address } from './address.ts';
import type { LifeCycle } from './life-cycle.ts';

/** Names and values of settings, as ClickHouse prints them: `index_granularity` -> `8192`, `storage_policy` -> `'hot'`. */
export type Settings = Readonly<Record<string, string>>;

/** How a column gets its value when an INSERT does not give one. */
export interface ColumnDefault {
  readonly kind: 'DEFAULT' | 'MATERIALIZED' | 'ALIAS' | 'EPHEMERAL';
  /** SQL expression; null only for EPHEMERAL without one. */
  readonly expression: string | null;
}

/** A column; every field but the name is a column facet. Texts are SQL fragments without their keyword. */
export interface Column {
  readonly name: string;
  /** ClickHouse type, such as `LowCardinality(Nullable(String))`. */
  readonly type: string;
  readonly default: ColumnDefault | null;
  /** The comment's own text, not quoted. */
  readonly comment: string | null;
  /** The chain inside `CODEC(…)`, such as `Delta(8), ZSTD(1)`. */
  readonly codec: string | null;
  /** The list inside `STATISTICS(…)`, such as `tdigest, uniq`. */
  readonly statistics: string | null;
  readonly ttl: string | null;
  readonly settings: Settings;
}

/** A column with a type and no other attribute than those of `more`. */
export function plainColumn(name: string, type: string, more: Partial<Column> = {}): Column {
  return {
    name,
    type,
    default: null,
    comment: null,
    codec: null,
    statistics: null,
    ttl: null,
    settings: {},
    ...more,
  };
}

/** A skip index. `type` holds its arguments too: `bloom_filter(0.01)`. */
export interface Index {
  readonly name: string;
  readonly expression: string;
  readonly type: string;
  readonly granularity: number;
}

/** A projection. `body` is what stands between the parentheses; `settings` what follows `WITH SETTINGS`. */
export interface Projection {
  readonly name: string;
  readonly body: string;
  readonly settings: Settings;
}

export interface Constraint {
  readonly name: string;
  readonly kind: 'CHECK' | 'ASSUME';
  readonly expression: string;
}

/** A table engine: its name and its arguments, each an SQL text of its own. */
export interface Engine {
  readonly name: string;
  readonly args: readonly string[];
}

/** What a table is made of; every field is a table facet. Texts are SQL fragments without their keyword. */
export interface TableClauses {
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
  readonly projections: readonly Projection[];
  readonly constraints: readonly Constraint[];
  readonly engine: Engine;
  readonly partitionBy: string | null;
  readonly primaryKey: string | null;
  readonly orderBy: string | null;
  readonly sampleBy: string | null;
  readonly ttl: string | null;
  readonly settings: Settings;
  readonly comment: string | null;
}

/** What the server holds that our model could not rebuild: no ALTER is planned for such an object. */
export interface NotUnderstood {
  /** What we could not read, for a person. */
  readonly reason: string;
  /** The server's text of the object, secrets hidden. */
  readonly serverText: string;
  /** What our model rebuilds; null when the text could not be split at all. */
  readonly rebuiltText: string | null;
}

/** What is known of a declared or live object besides its definition. Never compared. */
export interface Ownership {
  readonly lifeCycle: LifeCycle;
  /** Cluster for ON CLUSTER; null for none. */
  readonly cluster: string | null;
  /** Where it is declared; null for live objects. */
  readonly source: SourcePosition | null;
  readonly notUnderstood: NotUnderstood | null;
}

export interface Table extends TableClauses, Ownership {
  readonly address: Address;
  readonly database: string;
  /** Deployed name, version suffix included. */
  readonly name: string;
  /** Declared version such as `1.2.0`; null when none or live. */
  readonly version: string | null;
}
