import type { ScaffoldOptions } from './index.ts';

/** How a new project reaches its servers for development; docker-compose.yml starts what answers to this. */
export const DEVELOPMENT = {
  user: 'panda',
  password: 'pandapass',
  httpPort: 18123,
  nativePort: 19000,
  brokerPort: 19092,
  registryPort: 8081,
} as const;

function text(value: string): string {
  return JSON.stringify(value);
}

function serverLines(isEmbedded: boolean): readonly string[] {
  if (isEmbedded)
    return ['# moose starts its own ClickHouse; the data is in .moose/clickhouse.', 'embedded = true'];
  return [
    '# The container of docker-compose.yml. Another server is named by --clickhouse-url.',
    'host = "localhost"',
    `host_port = ${DEVELOPMENT.httpPort}`,
    `native_port = ${DEVELOPMENT.nativePort}`,
    'use_ssl = false',
    `user = ${text(DEVELOPMENT.user)}`,
    `password = ${text(DEVELOPMENT.password)}`,
  ];
}

function clusterLines(clusters: readonly string[]): readonly string[] {
  return clusters.flatMap((name) => ['', '[[clickhouse_config.clusters]]', `name = ${text(name)}`]);
}

function brokerLines(hasStreams: boolean): readonly string[] {
  if (!hasStreams) return [];
  return [
    '',
    '[redpanda_config]',
    '# The container of docker-compose.yml. Other brokers are named by --kafka-brokers.',
    `broker = "localhost:${DEVELOPMENT.brokerPort}"`,
    'replication_factor = 1',
    `schema_registry_url = "http://localhost:${DEVELOPMENT.registryPort}"`,
  ];
}

/** moose.config.toml of a new project. It holds no secret: the password is that of the container on this machine. */
export function configToml(options: ScaffoldOptions): string {
  const { database, additionalDatabases, clusters, isEmbedded, hasStreams } = options;
  const others = additionalDatabases.map(text).join(', ');
  const lines = [
    'language = "Typescript"',
    'source_dir = "app"',
    '',
    '[features]',
    'olap = true',
    '# Topics of Kafka or Redpanda.',
    `streaming_engine = ${hasStreams}`,
    '',
    '[clickhouse_config]',
    `db_name = ${text(database)}`,
    ...(additionalDatabases.length === 0 ? [] : [`additional_databases = [${others}]`]),
    ...serverLines(isEmbedded),
    ...clusterLines(clusters),
    ...brokerLines(hasStreams),
  ];
  return `${lines.join('\n')}\n`;
}
