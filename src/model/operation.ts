import type { Address } from './address.ts';
import type { Dictionary } from './dictionary.ts';
import type { SqlResource } from './infra-map.ts';
import type { SqlFunction } from './sql-function.ts';
import type { Column, Constraint, Index, Projection, Settings, Table } from './table.ts';
import type { Topic, TopicAction } from './topic.ts';
import type { MaterializedView, View } from './view.ts';

/** What an operation may harm; each is approved by name. */
export const HAZARDS = [
  'DELETES_DATA',
  'EXPIRES_ROWS',
  'MAY_FAIL_ON_DATA',
  'CHANGES_VALUES',
  'LOSES_ROWS_IN_GAP',
  'BLOCKS_WRITES',
  'BREAKS_DEPENDENTS',
  'REORDERS_KEYS',
  'LONG_RUNNING',
  'UNCHECKED_SQL',
] as const;
export type Hazard = (typeof HAZARDS)[number];

/** How much work the server has: definition only, only parts written later, one column's files, or all of the table. */
export type CostClass = 'metadata' | 'new-parts-only' | 'mutation' | 'rewrite';

export interface Cost {
  readonly class: CostClass;
  /** Estimated from system.parts when the plan was made; null for metadata or where not known. */
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly parts: number | null;
  /** How long the work may take by the server's own recent merges; null for metadata or where not known. An estimate. */
  readonly seconds: number | null;
}

/** A question to the data that an operation was weighed by: what it asks, with its SQL and the answer of then. */
export interface PlannedCheck {
  /** What is counted, for a person. */
  readonly asks: string;
  /** Reads only; answers one row, `hits` and `samples`. */
  readonly sql: string;
  /** How many when the plan was made; null where the server would not say. Values are never kept in a plan. */
  readonly found: number | null;
  /** How many rows at most were looked at; null for all. */
  readonly sampled: number | null;
  /** Why there is no answer; null where there is one. */
  readonly unanswered: string | null;
}

/** The object that an operation changes. */
export interface OperationTarget {
  /** Empty for a function or a topic, which is in none. */
  readonly database: string;
  readonly name: string;
  /** Cluster for ON CLUSTER; null for none. */
  readonly cluster: string | null;
}

interface Common {
  readonly target: OperationTarget;
  /** The difference that asked for it. */
  readonly because: Address;
  readonly hazards: readonly Hazard[];
  readonly cost: Cost;
  /** Hazards approved in the plan, by generate's prompts and flags or by the reviewer. */
  readonly approved: readonly Hazard[];
  /** What was asked of the data when the plan was made; apply asks anew. */
  readonly checks: readonly PlannedCheck[];
}

/** What an operation does, without its circumstances. */
export type Action =
  | { readonly kind: 'CreateTable'; readonly table: Table }
  | { readonly kind: 'DropTable' }
  | { readonly kind: 'RenameTable'; readonly after: string }
  /** Two tables of a database change places, in one moment. */
  | { readonly kind: 'ExchangeTables'; readonly other: string }
  | { readonly kind: 'AddTableColumn'; readonly column: Column; readonly after: string | null }
  | { readonly kind: 'DropTableColumn'; readonly column: string }
  | { readonly kind: 'RenameTableColumn'; readonly before: string; readonly after: string }
  | { readonly kind: 'ModifyTableColumn'; readonly before: Column; readonly after: Column }
  | { readonly kind: 'MaterializeTableColumn'; readonly column: string }
  | { readonly kind: 'ModifyTableSettings'; readonly before: Settings; readonly after: Settings }
  | { readonly kind: 'ModifyTableTtl'; readonly before: string | null; readonly after: string | null }
  | { readonly kind: 'ModifyTableComment'; readonly before: string | null; readonly after: string | null }
  | { readonly kind: 'ModifyOrderBy'; readonly before: string | null; readonly after: string }
  | { readonly kind: 'ModifySampleBy'; readonly expression: string }
  | { readonly kind: 'RemoveSampleBy' }
  | { readonly kind: 'AddTableIndex'; readonly index: Index }
  | { readonly kind: 'DropTableIndex'; readonly index: string }
  | { readonly kind: 'MaterializeTableIndex'; readonly index: string }
  | { readonly kind: 'AddTableProjection'; readonly projection: Projection }
  | { readonly kind: 'DropTableProjection'; readonly projection: string }
  | { readonly kind: 'MaterializeTableProjection'; readonly projection: string }
  | { readonly kind: 'AddTableConstraint'; readonly constraint: Constraint }
  | { readonly kind: 'DropTableConstraint'; readonly constraint: string }
  | { readonly kind: 'CreateView'; readonly view: View }
  | { readonly kind: 'DropView' }
  | { readonly kind: 'ModifyView'; readonly before: View; readonly after: View }
  | { readonly kind: 'CreateMaterializedView'; readonly view: MaterializedView }
  | { readonly kind: 'DropMaterializedView' }
  | { readonly kind: 'ModifyMaterializedViewQuery'; readonly before: string; readonly after: string }
  /** The columns of a view's inner table, and its SELECT, which must give them. */
  | {
      readonly kind: 'ModifyMaterializedViewColumns';
      readonly before: MaterializedView;
      readonly after: MaterializedView;
    }
  | { readonly kind: 'ModifyMaterializedViewRefresh'; readonly before: string; readonly after: string }
  /** Of a view or a materialized view. */
  | { readonly kind: 'ModifyViewSecurity'; readonly before: string | null; readonly after: string }
  | { readonly kind: 'PopulateMaterializedView'; readonly view: MaterializedView }
  | { readonly kind: 'CreateDictionary'; readonly dictionary: Dictionary }
  /** `before` is null in a plan written by hand that does not say it. */
  | { readonly kind: 'ReplaceDictionary'; readonly before: Dictionary | null; readonly after: Dictionary }
  | { readonly kind: 'DropDictionary' }
  | { readonly kind: 'CreateFunction'; readonly function: SqlFunction }
  | { readonly kind: 'ReplaceFunction'; readonly before: SqlFunction | null; readonly after: SqlFunction }
  | { readonly kind: 'DropFunction' }
  | { readonly kind: 'CreateTopic'; readonly topic: Topic }
  | { readonly kind: 'DeleteTopic' }
  | TopicAction
  | {
      readonly kind: 'RawSql';
      readonly sql: readonly string[];
      readonly description: string;
      readonly resource: SqlResource | null;
    };

export type OperationKind = Action['kind'];

/** One step of a plan: what to do, to what, why, what it may cost and what it may harm. Holds no finished statement. */
export type Operation = Action & Common;
export type OperationOf<K extends OperationKind> = Extract<Operation, { readonly kind: K }>;

/** What the brokers do, not ClickHouse. */
export const TOPIC_KINDS = [
  'CreateTopic',
  'DeleteTopic',
  'IncreaseTopicPartitions',
  'ModifyTopicConfig',
  'ReassignTopicReplicas',
  'RegisterTopicSchema',
] as const satisfies readonly OperationKind[];
export type TopicOperation = OperationOf<(typeof TOPIC_KINDS)[number]>;

const OF_TOPICS: ReadonlySet<OperationKind> = new Set(TOPIC_KINDS);

export function isTopicKind(kind: OperationKind): boolean {
  return OF_TOPICS.has(kind);
}

export function isTopicOperation(operation: Operation): operation is TopicOperation {
  return isTopicKind(operation.kind);
}

/** A change that is not made, and why. */
export interface Refusal {
  readonly address: Address;
  readonly because: string;
  /** What a person can do instead. */
  readonly hint: string | null;
}

/** A change that a life cycle keeps back. */
export interface Withheld {
  readonly address: Address;
  /** `drop column`, `drop table`… in a few words. */
  readonly change: string;
  readonly because: string;
}

/** The ordered steps from `base` to `desired`; hashes are `sha256:` + hex of canonical maps. */
export interface Plan {
  readonly base: string;
  readonly desired: string;
  readonly operations: readonly Operation[];
  readonly refused: readonly Refusal[];
  readonly withheld: readonly Withheld[];
}
