/** A user of the embedded engine, who may connect from this machine only. */
export interface EmbeddedUser {
  readonly name: string;
  /** In clear; the engine is given its hash. Empty for none. */
  readonly password: string;
  /** Settings of the user's profile, such as `{ readonly: '1' }`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Databases the user may see; null for all. */
  readonly databases: readonly string[] | null;
}

/** One replica of a cluster, reached over the native protocol. */
export interface EmbeddedReplica {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** A cluster that Distributed tables and `remote` functions can name. */
export interface EmbeddedCluster {
  readonly name: string;
  /** Each shard is the list of its replicas. */
  readonly shards: readonly (readonly EmbeddedReplica[])[];
}

/** A storage policy; its disks become plain folders inside the data directory. */
export interface EmbeddedStoragePolicy {
  readonly name: string;
  readonly volumes: readonly { readonly name: string; readonly disks: readonly string[] }[];
}

/** One rule of a rollup. `regexp` null is the default rule; the retention is `age` and `precision` in seconds. */
export interface EmbeddedRollupRule {
  readonly regexp: string | null;
  readonly aggregate: string | null;
  readonly retention: readonly { readonly age: number; readonly precision: number }[];
}

/** What `GraphiteMergeTree('name')` names. */
export interface EmbeddedGraphiteRollup {
  readonly name: string;
  readonly rules: readonly EmbeddedRollupRule[];
}

/** A function of this name and these types that does nothing: calls of it can be understood, and never run a program. */
export interface EmbeddedFunction {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly returns: string;
}

/** What the embedded engine is told before it starts, so that it can stand in for a given server. */
export interface EmbeddedConfig {
  /** Besides the engine's own `default` and `moose`. */
  readonly users: readonly EmbeddedUser[];
  readonly clusters: readonly EmbeddedCluster[];
  readonly macros: Readonly<Record<string, string>>;
  readonly storagePolicies: readonly EmbeddedStoragePolicy[];
  /** Disks besides those of the policies. */
  readonly disks: readonly string[];
  readonly graphiteRollups: readonly EmbeddedGraphiteRollup[];
  readonly functions: readonly EmbeddedFunction[];
  /**
   * Whether its users are kept from everything outside of the data directory: no table function or engine that opens
   * a connection or a file. What `cluster()` reads is left, where there are clusters.
   */
  readonly isSealed: boolean;
  /** Writes system.query_log. Costs about 50 ms when the engine stops. */
  readonly queryLog: boolean;
  /** Port of the HTTP interface; null takes a free one. */
  readonly httpPort: number | null;
  /**
   * Whether other servers can read from this one with `remote()` and Distributed tables. Closed unless needed: a login as
   * `default` by the native protocol, which is what they try when no user is named, ends the engine (26.7.2).
   */
  readonly nativeProtocol: boolean;
}

/** A plain server: query log, no clusters, macros or policies, a free port. */
export const emptyEmbeddedConfig: EmbeddedConfig = {
  users: [],
  clusters: [],
  macros: {},
  storagePolicies: [],
  disks: [],
  graphiteRollups: [],
  functions: [],
  isSealed: false,
  queryLog: true,
  httpPort: null,
  nativeProtocol: false,
};
