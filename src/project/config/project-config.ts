import type { KafkaFlavour } from '../../model/topic.ts';

/** Which of the peer's differences a project wishes not to see; words of `[migration_config] ignore_operations`. */
export const IGNORE_OPERATIONS = [
  'ModifyTableTtl',
  'ModifyColumnTtl',
  'ModifyPartitionBy',
  'IgnoreStringLowCardinalityDifferences',
] as const;
export type IgnoreOperation = (typeof IGNORE_OPERATIONS)[number];

/** `[features]`. */
export interface FeaturesConfig {
  /** Streams are topics that this tool manages. @default true */
  readonly streamingEngine: boolean;
  /** Tables and views are managed. @default true */
  readonly olap: boolean;
  /** @default false */
  readonly workflows: boolean;
  /** @default true */
  readonly apis: boolean;
}

/** `[clickhouse_config]`. */
export interface ClickHouseConfig {
  /** `db_name`. @default "local" */
  readonly database: string;
  /** @default "panda" */
  readonly user: string;
  /** @default "pandapass" */
  readonly password: string;
  /** Host name or address, without scheme and port. @default "localhost" */
  readonly host: string;
  /** HTTP port, the one this tool speaks to. @default 18123 */
  readonly hostPort: number;
  /** Native port; only told to others, never used by this tool. @default 9000 */
  readonly nativePort: number;
  /** @default false */
  readonly useSsl: boolean;
  /** Ours: the tool starts its own ClickHouse instead of reaching a server. @default false */
  readonly embedded: boolean;
  /**
   * Ours: the server in one text, in the forms of `--clickhouse-url`; it takes the place of host, port, user and password, and of
   * `embedded`. Meant for `MOOSE_CLICKHOUSE_CONFIG__URL`, which keeps the password out of the file. @default null
   */
  readonly url: string | null;
  /** Databases managed besides `database`. @default [] */
  readonly additionalDatabases: readonly string[];
  /** Names of the clusters a table may be created on. @default [] */
  readonly clusters: readonly string[];
}

/** `[redpanda_config]`, also spelled `[kafka_config]`. */
export interface RedpandaConfig {
  /** `host:port`, or several with commas between; null where topics are only recorded. @default null */
  readonly broker: string | null;
  /** @default 1000 */
  readonly messageTimeoutMs: number;
  /** Retention of a topic that names none, in milliseconds. @default 30000 */
  readonly retentionMs: number;
  /** @default 1 */
  readonly replicationFactor: number;
  readonly saslUsername: string | null;
  readonly saslPassword: string | null;
  /** PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. @default PLAIN with a user */
  readonly saslMechanism: string | null;
  /** PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL. @default PLAINTEXT */
  readonly securityProtocol: string | null;
  /** Ours: a file with the certificates to trust, relative to the project. @default those that Node trusts */
  readonly sslCaFile: string | null;
  /** Ours: what the brokers are, where they do not show it. @default found out */
  readonly flavour: KafkaFlavour | null;
  /**
   * Ours: the id of the cluster that the topics are on. Brokers of any other are refused; where the topics were on another one
   * before, this says that they move. @default the one that was applied to last
   */
  readonly clusterId: string | null;
  /** Prefix of every topic: `namespace.topic`. */
  readonly namespace: string | null;
  readonly schemaRegistryUrl: string | null;
}

/** `[state_config]`. */
export interface StateConfig {
  /** Where the state and the journal of migrations are kept. @default "clickhouse" */
  readonly storage: 'clickhouse' | 'file';
  /** Ours: the cluster every node of which keeps a copy, in ReplicatedMergeTree tables; null for one server. @default null */
  readonly cluster: string | null;
  /** Ours, `keeper_map`: the lock is kept in a KeeperMap table, which needs `keeper_map_path_prefix` on the server. @default false */
  readonly keeperMap: boolean;
  /**
   * Ours: a name of this project, where several keep their objects in one database. Each has a state of its own then, and none
   * takes what the others have made for something that left its code. @default null
   */
  readonly project: string | null;
}

/** What moose.config.toml, the dotenv files and the environment say, complete and checked. */
export interface ProjectConfig {
  /** Absolute directory of the project; every other path of the config is relative to it. */
  readonly projectDir: string;
  /** Absolute path of the config file. */
  readonly configFile: string;
  /** Directory of the user's code, relative to `projectDir`. @default "app" */
  readonly sourceDir: string;
  readonly features: FeaturesConfig;
  readonly clickhouse: ClickHouseConfig;
  readonly redpanda: RedpandaConfig;
  readonly state: StateConfig;
  readonly migration: {
    /** @default [] */
    readonly ignoreOperations: readonly IgnoreOperation[];
    /** @default false */
    readonly prodAutoAllowDestructive: boolean;
  };
}
