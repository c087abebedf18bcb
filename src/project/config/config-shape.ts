import * as z from 'zod';
import { isServerDatabase } from '../../model/reserved-names.ts';
import { KAFKA_FLAVOURS } from '../../model/topic.ts';
import { IGNORE_OPERATIONS, type ProjectConfig } from './project-config.ts';

const port = z.int().min(1).max(65535);
const name = z.string().min(1);
const optionalText = z
  .string()
  .nullable()
  .default(null)
  .transform((text) => (text === '' ? null : text));

const database = name.refine((text) => !isServerDatabase(text), 'names a database of ClickHouse itself');

const host = name.refine(
  (text) => !/[\s/@?#]/.test(text),
  'must be a host name or address, without scheme, user or path',
);

/** The parts of moose.config.toml that are used, in the file's own words; keys that are not used are dropped. */
export const configShape = z.object({
  language: z
    .string()
    .default('Typescript')
    .refine(
      (text) => text.toLowerCase() === 'typescript',
      'must be "Typescript": this tool reads TypeScript projects only',
    ),
  source_dir: name.default('app'),
  features: z
    .object({
      streaming_engine: z.boolean().default(true),
      olap: z.boolean().default(true),
      workflows: z.boolean().default(false),
      apis: z.boolean().default(true),
    })
    .prefault({}),
  clickhouse_config: z
    .object({
      db_name: database.default('local'),
      user: name.default('panda'),
      password: z.string().default('pandapass'),
      use_ssl: z.boolean().default(false),
      host: host.default('localhost'),
      host_port: port.default(18123),
      native_port: port.default(9000),
      embedded: z.boolean().default(false),
      url: optionalText,
      additional_databases: z.array(database).default([]),
      clusters: z.array(z.object({ name })).default([]),
    })
    .prefault({}),
  redpanda_config: z
    .object({
      broker: name.nullable().default(null),
      message_timeout_ms: z.int().min(1).default(1000),
      retention_ms: z.int().min(-1).default(30000),
      replication_factor: z.int().min(1).default(1),
      sasl_username: optionalText,
      sasl_password: optionalText,
      sasl_mechanism: optionalText,
      security_protocol: optionalText,
      ssl_ca_file: optionalText,
      flavour: z.enum(KAFKA_FLAVOURS).nullable().default(null),
      cluster_id: optionalText,
      namespace: optionalText.refine(
        (text) => text === null || /^[a-zA-Z0-9._-]{1,200}$/.test(text),
        'begins the names of topics: letters, digits, dots, underscores and dashes',
      ),
      schema_registry_url: optionalText,
    })
    .prefault({}),
  state_config: z
    .object({
      storage: z.enum(['clickhouse', 'file', 'redis']).default('clickhouse'),
      cluster: optionalText,
      keeper_map: z.boolean().default(false),
      project: optionalText,
    })
    .prefault({}),
  migration_config: z
    .object({
      ignore_operations: z.array(z.enum(IGNORE_OPERATIONS)).default([]),
      prod_auto_allow_destructive: z.boolean().default(false),
    })
    .prefault({}),
});

export type ConfigShape = z.infer<typeof configShape>;

/** The checked file in the words of the code. */
export function configOf(shape: ConfigShape, projectDir: string, configFile: string): ProjectConfig {
  const { features, clickhouse_config: clickhouse, redpanda_config: redpanda } = shape;
  return {
    projectDir,
    configFile,
    sourceDir: shape.source_dir,
    features: {
      streamingEngine: features.streaming_engine,
      olap: features.olap,
      workflows: features.workflows,
      apis: features.apis,
    },
    clickhouse: {
      database: clickhouse.db_name,
      user: clickhouse.user,
      password: clickhouse.password,
      host: clickhouse.host,
      hostPort: clickhouse.host_port,
      nativePort: clickhouse.native_port,
      useSsl: clickhouse.use_ssl,
      embedded: clickhouse.embedded,
      url: clickhouse.url,
      additionalDatabases: clickhouse.additional_databases,
      clusters: clickhouse.clusters.map((cluster) => cluster.name),
    },
    redpanda: {
      broker: redpanda.broker,
      messageTimeoutMs: redpanda.message_timeout_ms,
      retentionMs: redpanda.retention_ms,
      replicationFactor: redpanda.replication_factor,
      saslUsername: redpanda.sasl_username,
      saslPassword: redpanda.sasl_password,
      saslMechanism: redpanda.sasl_mechanism,
      securityProtocol: redpanda.security_protocol,
      sslCaFile: redpanda.ssl_ca_file,
      flavour: redpanda.flavour,
      clusterId: redpanda.cluster_id,
      namespace: redpanda.namespace,
      schemaRegistryUrl: redpanda.schema_registry_url,
    },
    state: {
      storage: shape.state_config.storage === 'redis' ? 'clickhouse' : shape.state_config.storage,
      cluster: shape.state_config.cluster,
      keeperMap: shape.state_config.keeper_map,
      project: shape.state_config.project,
    },
    migration: {
      ignoreOperations: shape.migration_config.ignore_operations,
      prodAutoAllowDestructive: shape.migration_config.prod_auto_allow_destructive,
    },
  };
}
