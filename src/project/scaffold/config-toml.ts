import type { ScaffoldOptions } from './index.ts';

/** How a new project reaches its ClickHouse for development; docker-compose.yml starts one that answers to this. */
export const DEVELOPMENT = {
  user: 'panda',
  password: 'pandapass',
  httpPort: 18123,
  nativePort: 19000,
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

/** moose.config.toml of a new project. It holds no secret: the password is that of the container on this machine. */
export function configToml({ database, additionalDatabases, isEmbedded }: ScaffoldOptions): string {
  const others = additionalDatabases.map(text).join(', ');
  const lines = [
    'language = "Typescript"',
    'source_dir = "app"',
    '',
    '[features]',
    'olap = true',
    '# Topics of Kafka or Redpanda.',
    'streaming_engine = false',
    '',
    '[clickhouse_config]',
    `db_name = ${text(database)}`,
    ...(additionalDatabases.length === 0 ? [] : [`additional_databases = [${others}]`]),
    ...serverLines(isEmbedded),
  ];
  return `${lines.join('\n')}\n`;
}
