/** A cluster: how many replicas each shard has. Whose hosts they are is nobody's business here. */
export interface Cluster {
  readonly name: string;
  readonly shards: readonly number[];
}

/** A storage policy with the disks of each volume. */
export interface StoragePolicy {
  readonly name: string;
  readonly volumes: readonly { readonly name: string; readonly disks: readonly string[] }[];
}

/** One rule of a rollup; `regexp` null is the default rule. Age and precision are in seconds. */
export interface RollupRule {
  readonly regexp: string | null;
  readonly aggregate: string | null;
  readonly retention: readonly { readonly age: number; readonly precision: number }[];
}

/** What `GraphiteMergeTree('name')` names. */
export interface Rollup {
  readonly name: string;
  readonly rules: readonly RollupRule[];
}

/** A function whose body is a program on the server. Types of arguments, and of what it returns, in ClickHouse's words. */
export interface ExecutableFunction {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly returns: string;
}

/**
 * What definitions may name besides other definitions: parts of a server's configuration. A part is null where it was not
 * asked for, or where this user may not see it.
 */
export interface Surroundings {
  readonly clusters: readonly Cluster[] | null;
  readonly policies: readonly StoragePolicy[] | null;
  readonly disks: readonly string[] | null;
  readonly macros: Readonly<Record<string, string>> | null;
  readonly rollups: readonly Rollup[] | null;
  readonly executables: readonly ExecutableFunction[] | null;
  /** Users that views name as their definers: found in the views' own texts, as few may list users. */
  readonly definers: readonly string[] | null;
}

/** Nothing is known. */
export const noSurroundings: Surroundings = {
  clusters: null,
  policies: null,
  disks: null,
  macros: null,
  rollups: null,
  executables: null,
  definers: null,
};

/** Whether any part is known. */
export function hasSurroundings(surroundings: Surroundings): boolean {
  return Object.values(surroundings).some((part) => part !== null);
}
