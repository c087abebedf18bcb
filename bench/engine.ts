// What the benchmark needs from the tool's own rooms; bundled by run.mjs.
import { connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { introspect } from '../src/drivers/clickhouse/introspect.ts';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import { embeddedServerTarget, startEmbedded } from '../src/drivers/embedded/embedded-server.ts';
import { openAnswerCache } from '../src/rehearse/answer-cache.ts';
import { canonicaliseLive } from '../src/rehearse/canonicalise-live.ts';
import { nowhere } from '../src/rehearse/surroundings.ts';

/** An embedded ClickHouse as the target of the measured commands. */
export async function startTarget() {
  const server = await startEmbedded({
    path: null,
    databases: [],
    config: { ...emptyEmbeddedConfig, queryLog: false },
  });
  const clickhouse = await connectClickHouse(embeddedServerTarget(server, 'default'));
  return {
    version: server.version,
    urlOf: (database: string) =>
      `${server.url.replace('://', `://${server.username}:${server.password}@`)}/${database}`,
    run: (statement: string) => clickhouse.execute(statement, { settings: { fsync_metadata: 0 } }),
    /** Reads one database `times` times: ms of introspection, and of understanding what was read for the first time. */
    async timeIntrospection(database: string, times: number) {
      const results: { introspection: number; reading: number; objects: number }[] = [];
      for (let at = 0; at < times; at += 1) {
        const start = performance.now();
        const live = await introspect(clickhouse, [database]);
        const read = performance.now();
        await canonicaliseLive({
          objects: live.objects,
          liveVersion: live.version,
          shadowVersion: live.version,
          version: 'bench',
          cache: openAnswerCache(null),
          surroundings: nowhere,
          open: () => Promise.reject(new Error('no shadow is needed')),
        });
        results.push({
          introspection: read - start,
          reading: performance.now() - read,
          objects: live.objects.length,
        });
      }
      return results;
    },
    async stop() {
      await clickhouse.close();
      await server.stop();
    },
  };
}
