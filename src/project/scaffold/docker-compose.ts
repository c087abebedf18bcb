import { DEVELOPMENT } from './config-toml.ts';
import type { ScaffoldOptions } from './index.ts';

/** A release with long support. https://clickhouse.com/docs/whats-new/changelog */
const IMAGE = 'clickhouse/clickhouse-server:25.8';

/** docker-compose.yml: a ClickHouse for development that only this machine reaches. */
export function dockerCompose({ database }: ScaffoldOptions): string {
  const { user, password, httpPort, nativePort } = DEVELOPMENT;
  return `services:
  clickhouse:
    image: ${IMAGE}
    environment:
      CLICKHOUSE_DB: ${JSON.stringify(database)}
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
      test: ["CMD", "wget", "--quiet", "--tries=1", "--output-document=-", "http://127.0.0.1:8123/ping"]
      interval: 2s
      timeout: 2s
      retries: 30

volumes:
  clickhouse:
`;
}
