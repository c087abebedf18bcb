import type { SourcePosition } from '../errors.ts';
import type { Component } from './infra-map.ts';
import type { LifeCycle } from './life-cycle.ts';

/** Value of a type tag: what stands in `Tag<"codec", "ZSTD(3)">`. */
export type TagValue = string | number | boolean | null | readonly TagValue[] | { readonly [key: string]: TagValue };

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

export interface DeclaredView {
  readonly name: string;
  readonly database: string | null;
  readonly select: string;
  readonly comment: string | null;
  readonly sources: readonly DeclaredReference[];
  readonly lifeCycle: LifeCycle;
  readonly cluster: string | null;
  readonly source: SourcePosition | null;
}

export interface DeclaredMaterializedView extends DeclaredView {
  readonly target: DeclaredReference;
  /** `EVERY 1 HOUR …`, without the word REFRESH; null for a view that runs on every INSERT. */
  readonly refresh: string | null;
}

export interface DeclaredStream {
  readonly name: string;
  readonly version: string | null;
  readonly partitions: number;
  readonly retentionSeconds: number | null;
  readonly destination: DeclaredReference | null;
  readonly configs: Readonly<Record<string, string>>;
  readonly lifeCycle: LifeCycle;
  readonly columns: readonly DeclaredColumn[];
  readonly source: SourcePosition | null;
}

export interface DeclaredSqlResource {
  readonly name: string;
  readonly setup: readonly string[];
  readonly teardown: readonly string[];
  readonly pullsFrom: readonly DeclaredReference[];
  readonly pushesTo: readonly DeclaredReference[];
  readonly source: SourcePosition | null;
}

/** Everything a project's code declares, as plain data. */
export interface DeclaredProject {
  readonly tables: readonly DeclaredTable[];
  readonly views: readonly DeclaredView[];
  readonly materializedViews: readonly DeclaredMaterializedView[];
  readonly streams: readonly DeclaredStream[];
  readonly sqlResources: readonly DeclaredSqlResource[];
  readonly components: readonly Component[];
  /** Things worth telling the user that do not stop anything, one line each. */
  readonly notices: readonly string[];
}
