import type { SourcePosition } from '../errors.ts';
import type { Component } from './infra-map.ts';
import type { LifeCycle } from './life-cycle.ts';
import type { CompatibilityLevel, SchemaPointer, SchemaType } from './subject.ts';
import type { TopicConfigs } from './topic.ts';

/** Value of a type tag: what stands in `Tag<"codec", "ZSTD(3)">`. */
export type TagValue =
  | string
  | number
  | boolean
  | null
  | readonly TagValue[]
  | { readonly [key: string]: TagValue };

/**
 * A column as user code declares it, before the facets read it. `tags` holds every tag that says nothing about the type:
 * `key` (true), `default`, `materialized`, `alias`, `ephemeral`, `codec`, `ttl`, `comment` (from the doc comment),
 * `statistics`, `settings`, `renamedFrom`, `enumNumbers` (`"free"`: the numbers of a string enum are ours to keep).
 */
export interface DeclaredColumn {
  readonly name: string;
  /** Complete ClickHouse type: Nullable, LowCardinality and the like are already in it. */
  readonly type: string;
  readonly tags: Readonly<Record<string, TagValue>>;
  readonly position: SourcePosition | null;
}

/**
 * An `OlapTable` as user code declares it. `config` is the object given to the constructor with SQL fragments already
 * rendered to text, tables in it replaced by `database.name` addresses, and nothing else changed.
 */
export interface DeclaredTable {
  /** Name as written, without version suffix. */
  readonly name: string;
  readonly database: string | null;
  readonly version: string | null;
  readonly cluster: string | null;
  readonly lifeCycle: LifeCycle;
  /** `MergeTree` when the config names none. */
  readonly engine: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly columns: readonly DeclaredColumn[];
  readonly source: SourcePosition | null;
}

/** Another declared object, by name; `database` null means the project's default. */
export interface DeclaredReference {
  readonly database: string | null;
  /** Deployed name, version suffix included. */
  readonly name: string;
}

/** What something needs before it: another declared object, or hand-written SQL, which has no name on the server. */
export type DeclaredDependency = DeclaredReference | { readonly sqlResource: string };

/** A view as user code declares it. */
export interface DeclaredView {
  readonly name: string;
  readonly database: string | null;
  readonly select: string;
  readonly comment: string | null;
  /** `DEFINER = x SQL SECURITY DEFINER`; null where the code says nothing. */
  readonly security: string | null;
  readonly sources: readonly DeclaredDependency[];
  readonly lifeCycle: LifeCycle;
  readonly cluster: string | null;
  readonly source: SourcePosition | null;
}

export interface DeclaredMaterializedView extends DeclaredView {
  /** Null for a view with an inner table. */
  readonly target: DeclaredReference | null;
  /** Engine, clauses and columns of the inner table; null with a target. */
  readonly inner: DeclaredTable | null;
  readonly refresh: DeclaredRefresh | null;
}

/** When a refreshable materialized view runs: `EVERY 1 HOUR OFFSET 5 MINUTE`, what it waits for, and how it writes. */
export interface DeclaredRefresh {
  readonly schedule: string;
  readonly dependsOn: readonly DeclaredReference[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly append: boolean;
  /** Makes the view without a first run. */
  readonly empty: boolean;
}

/** An `OlapDictionary` as user code declares it; `config` as in {@link DeclaredTable}. */
export interface DeclaredDictionary {
  readonly name: string;
  readonly database: string | null;
  readonly cluster: string | null;
  readonly lifeCycle: LifeCycle;
  readonly config: Readonly<Record<string, unknown>>;
  readonly columns: readonly DeclaredColumn[];
  /** Null where it reads a query or something outside of ClickHouse. */
  readonly sourceTable: DeclaredReference | null;
  readonly source: SourcePosition | null;
}

/** A `SqlFunction` as user code declares it. */
export interface DeclaredFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly expression: string;
  readonly cluster: string | null;
  readonly lifeCycle: LifeCycle;
  readonly source: SourcePosition | null;
}

/** `schemaConfig` of a stream. */
export interface DeclaredSchema {
  readonly type: SchemaType;
  readonly pointer: SchemaPointer;
  /** Null leaves it to the registry. */
  readonly compatibility: CompatibilityLevel | null;
}

/** A `Stream` as user code declares it. */
export interface DeclaredStream {
  readonly name: string;
  readonly version: string | null;
  readonly partitions: number;
  /** Null leaves it to the cluster. */
  readonly replicationFactor: number | null;
  /** `retentionPeriod`; null where `configs` says it, or nothing does. */
  readonly retentionSeconds: number | null;
  readonly destination: DeclaredReference | null;
  /** Compression and cleanup policy are among them. */
  readonly configs: TopicConfigs;
  readonly isPinned: boolean;
  /** Its messages' schema in a registry; null for none. */
  readonly schema: DeclaredSchema | null;
  readonly lifeCycle: LifeCycle;
  readonly columns: readonly DeclaredColumn[];
  readonly source: SourcePosition | null;
}

export interface DeclaredSqlResource {
  readonly name: string;
  readonly setup: readonly string[];
  readonly teardown: readonly string[];
  readonly pullsFrom: readonly DeclaredDependency[];
  readonly pushesTo: readonly DeclaredDependency[];
  readonly source: SourcePosition | null;
}

/** Everything a project's code declares, as plain data. */
export interface DeclaredProject {
  readonly tables: readonly DeclaredTable[];
  readonly views: readonly DeclaredView[];
  readonly materializedViews: readonly DeclaredMaterializedView[];
  readonly dictionaries: readonly DeclaredDictionary[];
  readonly functions: readonly DeclaredFunction[];
  readonly streams: readonly DeclaredStream[];
  readonly sqlResources: readonly DeclaredSqlResource[];
  readonly components: readonly Component[];
  /** Things worth telling the user that do not stop anything, one line each. */
  readonly notices: readonly string[];
}
