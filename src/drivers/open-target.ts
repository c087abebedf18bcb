import type { Target } from '../model/target.ts';
import { type ClickHouse, connectClickHouse } from './clickhouse/connection.ts';
import { emptyEmbeddedConfig } from './embedded/embedded-config.ts';
import { embeddedServerTarget, startEmbedded } from './embedded/embedded-server.ts';

/**
 * Opens a target for the time of `use`, and always closes it. An embedded one is started, given the databases it lacks (and
 * its own), and stopped; on a server nothing is created.
 * @throws AppError as {@link connectClickHouse} and {@link startEmbedded} do, and whatever `use` throws.
 */
export async function withTarget<T>(
  target: Target,
  databases: readonly string[],
  use: (clickhouse: ClickHouse) => Promise<T>,
): Promise<T> {
  if (target.kind === 'server') return withClickHouse(connectClickHouse(target), use);
  const wanted = [...new Set([target.database, ...databases])];
  const server = await startEmbedded({ path: target.path, databases: wanted, config: emptyEmbeddedConfig });
  try {
    return await withClickHouse(connectClickHouse(embeddedServerTarget(server, target.database)), use);
  } finally {
    await server.stop();
  }
}

async function withClickHouse<T>(
  opening: Promise<ClickHouse>,
  use: (clickhouse: ClickHouse) => Promise<T>,
): Promise<T> {
  const clickhouse = await opening;
  try {
    return await use(clickhouse);
  } finally {
    await clickhouse.close();
  }
}
