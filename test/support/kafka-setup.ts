import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type RunningKafka, startKafka } from './kafka-broker.ts';
import { KAFKA_VERSIONS, type KafkaLine, missingForKafka } from './kafka-jars.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for a cluster; null where Java or Maven are not installed. */
    kafka: string | null;
  }
}

/** The older release has one broker, the newer one three, for what takes several. */
const BROKERS: Readonly<Record<KafkaLine, 1 | 3>> = { '3.9': 1, '4.1': 3 };

/**
 * Answers `GET /3.9` with the addresses of a cluster, which is started by the first who asks: runs that need no Kafka start none,
 * and all that need one share it.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const missing = await missingForKafka();
  if (missing !== null) {
    if (process.env.REQUIRE_KAFKA === '1')
      throw new Error(`Kafka is required (REQUIRE_KAFKA=1), but ${missing}`);
    const line = '!'.repeat(78);
    console.warn(`\n${line}\n${missing}: EVERY TEST ON A REAL Kafka IS SKIPPED.\n${line}\n`);
    project.provide('kafka', null);
    return undefined;
  }
  const clusters = new Map<KafkaLine, Promise<RunningKafka>>();
  const server = createServer((request, response) => {
    const line = request.url?.slice(1) ?? '';
    if (!isKafkaLine(line)) {
      response.writeHead(404).end();
      return;
    }
    const cluster = clusters.get(line) ?? startKafka(line, BROKERS[line]);
    clusters.set(line, cluster);
    cluster.then(
      ({ addresses }) => response.end(JSON.stringify(addresses)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('kafka', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    for (const cluster of clusters.values())
      await cluster.then(
        (running) => running.stop(),
        () => {},
      );
  };
}

function isKafkaLine(text: string): text is KafkaLine {
  return text in KAFKA_VERSIONS;
}
