import { DEVELOPMENT } from './config-toml.ts';
import type { ScaffoldOptions } from './index.ts';

/** A release with long support. https://clickhouse.com/docs/whats-new/changelog */
const CLICKHOUSE = 'clickhouse/clickhouse-server:25.8';
/** https://github.com/redpanda-data/redpanda/releases */
const REDPANDA = 'redpandadata/redpanda:v26.1.12';

function clickHouseService(database: string): string {
  const { user, password, httpPort, nativePort } = DEVELOPMENT;
  const name = JSON.stringify(database);
  return `  clickhouse:
    image: ${CLICKHOUSE}
    environment:
      CLICKHOUSE_DB: ${name}
      CLICKHOUSE_USER: ${user}
      CLICKHOUSE_PASSWORD: ${password}
      CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT: "1"
    ports:
      - "127.0.0.1:${httpPort}:8123"
      - "127.0.0.1:${nativePort}:9000"
    volumes:
      - clickhouse:/var/lib/clickhouse
    ulimits:
      nofile: 262144
    healthcheck:
      # Logs in, because the port answers before the user and the database are there.
      test:
        - CMD
        - clickhouse-client
        - --user=${user}
        - --password=${password}
        - ${JSON.stringify(`--database=${database}`)}
        - --query=SELECT 1
      interval: 2s
      timeout: 5s
      retries: 30
      start_period: 10s
`;
}

function redpandaService(): string {
  const { brokerPort, registryPort } = DEVELOPMENT;
  return `  redpanda:
    image: ${REDPANDA}
    command:
      - redpanda
      - start
      - --mode=dev-container
      - --smp=1
      - --memory=1G
      # Brokers tell their clients where to come back to: other containers at redpanda:9092, this machine at localhost.
      - --kafka-addr=internal://0.0.0.0:9092,external://0.0.0.0:${brokerPort}
      - --advertise-kafka-addr=internal://redpanda:9092,external://localhost:${brokerPort}
      - --schema-registry-addr=internal://0.0.0.0:${registryPort}
      - --rpc-addr=redpanda:33145
      - --advertise-rpc-addr=redpanda:33145
    ports:
      - "127.0.0.1:${brokerPort}:${brokerPort}"
      - "127.0.0.1:${registryPort}:${registryPort}"
    volumes:
      - redpanda:/var/lib/redpanda/data
    healthcheck:
      test: ["CMD-SHELL", "rpk cluster health | grep -qE 'Healthy:.+true'"]
      interval: 3s
      timeout: 10s
      retries: 30
      start_period: 10s
`;
}

/** docker-compose.yml: servers for development that only this machine reaches; null where none are needed. */
export function dockerCompose({ database, isEmbedded, hasStreams }: ScaffoldOptions): string | null {
  const services = [
    ...(isEmbedded ? [] : [{ name: 'clickhouse', text: clickHouseService(database) }]),
    ...(hasStreams ? [{ name: 'redpanda', text: redpandaService() }] : []),
  ];
  if (services.length === 0) return null;
  const volumes = services.map(({ name }) => `  ${name}:\n`).join('');
  return `services:\n${services.map(({ text }) => text).join('\n')}\nvolumes:\n${volumes}`;
}
