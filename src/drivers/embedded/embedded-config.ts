import type { ExecutableFunction, Rollup, StoragePolicy } from '../../model/surroundings.ts';

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

/** What the embedded engine is told before it starts, so that it can stand in for a given server. */
export interface EmbeddedConfig {
  /** Besides the engine's own `default` and `moose`. */
  readonly users: readonly EmbeddedUser[];
  readonly clusters: readonly EmbeddedCluster[];
  readonly macros: Readonly<Record<string, string>>;
  /** Their disks become plain folders inside the data directory. */
  readonly storagePolicies: readonly StoragePolicy[];
  /** Disks besides those of the policies. */
  readonly disks: readonly string[];
  readonly graphiteRollups: readonly Rollup[];
  /** Functions that do nothing: calls of them can be understood, and never run a program. */
  readonly functions: readonly ExecutableFunction[];
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
