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
  /** Databases managed besides `database`. @default [] */
  readonly additionalDatabases: readonly string[];
  /** Names of the clusters a table may be created on. @default [] */
  readonly clusters: readonly string[];
}

/** `[redpanda_config]`, also spelled `[kafka_config]`. */
export interface RedpandaConfig {
  /** `host:port`, or several with commas between. @default "localhost:19092" */
  readonly broker: string;
  /** @default 1000 */
  readonly messageTimeoutMs: number;
  /** Retention of a topic that names none, in milliseconds. @default 30000 */
  readonly retentionMs: number;
  /** @default 1 */
  readonly replicationFactor: number;
  readonly saslUsername: string | null;
  readonly saslPassword: string | null;
  readonly saslMechanism: string | null;
  readonly securityProtocol: string | null;
  /** Prefix of every topic: `namespace.topic`. */
  readonly namespace: string | null;
  readonly schemaRegistryUrl: string | null;
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
  /** Where the lock and the log of migrations are kept. @default "clickhouse" */
  readonly state: { readonly storage: 'clickhouse' | 'file' };
  readonly migration: {
    /** @default [] */
    readonly ignoreOperations: readonly IgnoreOperation[];
    /** @default false */
    readonly prodAutoAllowDestructive: boolean;
  };
}
