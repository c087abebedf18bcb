import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { migrationProject } from './support/migration-project.ts';

const PAUSE_MS = 5;

/** Sends numbers from 0 on at a constant rate, each acknowledged by every replica, until it is stopped. */
async function startProducer(kafka: Kafka, topic: string) {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, metadataMaxAge: 200 });
  await producer.connect();
  let isStopped = false;
  let sent = 0;
  const work = (async () => {
    for (; !isStopped; sent += 1) {
      await producer.send({ topic, acks: -1, messages: [{ key: `key-${sent % 64}`, value: String(sent) }] });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  // A failure is reported where the producer is stopped.
  work.catch(() => undefined);
  return {
    sent: () => sent,
    stop: async () => {
      isStopped = true;
      await work.finally(() => producer.disconnect());
      return sent;
    },
  };
}

/** Reads a topic from its beginning until each partition's end of now; answers the values with their partitions. */
async function readAll(kafka: Kafka, topic: string) {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const left = new Set(ends.filter(({ high, low }) => high !== low).map(({ partition }) => partition));
  const last = new Map(ends.map(({ partition, high }) => [partition, BigInt(high) - 1n]));
  const consumer = kafka.consumer({ groupId: topicName('reader'), retry: { retries: 30 } });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const values: number[] = [];
  const partitions = new Set<number>();
  await new Promise<void>((resolve, reject) => {
    // The first consumer of a cluster waits until its coordinator is there: kafkajs calls that a crash and starts again.
    consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error));
    void consumer.run({
      eachMessage: async ({ partition, message }) => {
        values.push(Number(message.value?.toString()));
        partitions.add(partition);
        if (BigInt(message.offset) === last.get(partition)) left.delete(partition);
        if (left.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return { values: values.sort((a, b) => a - b), partitions: [...partitions].sort((a, b) => a - b) };
}

describeWithKafka('a producer', () => {
  describeWithEngine('through a migration', () => {
    let admin: TopicAdmin;
    beforeAll(async () => {
      admin = await connectKafka(plainTarget((await kafkaCluster('4.1')).plain));
    }, KAFKA_START_MS);
    afterAll(() => admin?.close());

    it('loses and duplicates nothing while partitions, configs and replicas change', async () => {
      const topic = topicName('steady');
      const code = (config: string): string =>
        `import { Stream } from 'moose-migrate';\nexport const steady = new Stream('${topic}', ${config});\n`;
      const project = migrationProject({
        'moose.config.toml': `source_dir = "app"\n[redpanda_config]\nbroker = "${admin.target.brokers.join(',')}"\n`,
        'app/index.ts': code('{ parallelism: 2, replicationFactor: 1 }'),
      });
      const { url } = await freshDatabase('steady');
      await project.save(url);
      expect((await project.apply(url)).failure).toBeNull();

      const kafka = new Kafka({ brokers: [...admin.target.brokers], logLevel: logLevel.NOTHING });
      const producer = await startProducer(kafka, topic);
      while (producer.sent() < 20) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      project.write(
        'app/index.ts',
        code(
          "{ parallelism: 7, replicationFactor: 3, configs: { 'segment.bytes': 1048576 }, compression: 'gzip' }",
        ),
      );
      const { plan } = await project.save(url);
      const { failure } = await project.apply(url, { allow: ['LONG_RUNNING', 'REORDERS_KEYS'] });
      const [during, seen] = [producer.sent(), producer.sent() + 50];
      while (producer.sent() < seen) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const sent = await producer.stop();

      expect(failure).toBeNull();
      expect(plan.operations.map(({ kind }) => kind)).toEqual([
        'ModifyTopicConfig',
        'IncreaseTopicPartitions',
        'ReassignTopicReplicas',
      ]);
      const [live] = await admin.readTopics([topic]);
      expect(live?.partitions.map(({ inSync }) => inSync.length)).toEqual([3, 3, 3, 3, 3, 3, 3]);
      const { values, partitions } = await readAll(kafka, topic);
      expect(values).toEqual(Array.from({ length: sent }, (_, at) => at));
      expect(during).toBeGreaterThan(20);
      expect(partitions).toEqual([0, 1, 2, 3, 4, 5, 6]);
    }, 300_000);
  });
});
