import { randomBytes } from 'node:crypto';
import { ConfigResourceTypes, Kafka } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectKafka } from '../../src/drivers/kafka/kafka-admin.ts';
import { describeWithEngine } from '../support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster } from '../support/kafka.ts';
import { plainTarget } from '../support/kafka-broker.ts';
import {
  type CliRun,
  MOMENTS,
  type Moment,
  migrate,
  openTopicStage,
  playTopicCell,
  prepare,
  type TopicCase,
  type TopicStage,
} from './topic-cells.ts';

/** `npm run test:kill` plays every moment of every kind; otherwise one or two of each, the same ones each time. */
const IS_FULL = process.env.KILL_MATRIX === 'full';

const stream = (config: string): string =>
  `export const killed = new Stream<{ id: string }>(name, ${config});\n`;

const CASES: readonly (TopicCase & { readonly sampled: readonly Moment[] })[] = [
  {
    kind: 'CreateTopic',
    request: 'CreateTopics',
    before: '',
    after: stream("{ parallelism: 3, configs: { 'segment.bytes': 2097152 } }"),
    sampled: ['change-reply'],
  },
  {
    kind: 'IncreaseTopicPartitions',
    request: 'CreatePartitions',
    before: stream('{ parallelism: 2 }'),
    after: stream('{ parallelism: 5 }'),
    sampled: ['change-request'],
  },
  {
    kind: 'ModifyTopicConfig',
    request: 'IncrementalAlterConfigs',
    before: stream("{ retentionPeriod: 7200, configs: { 'segment.bytes': 2097152 } }"),
    after: stream("{ retentionPeriod: 7201, configs: { 'segment.bytes': null } }"),
    sampled: ['done-request'],
  },
  {
    kind: 'DeleteTopic',
    request: 'DeleteTopics',
    before: stream('{}'),
    after: '',
    sampled: ['change-reply', 'sent-reply'],
  },
];

const MOVE: TopicCase = {
  kind: 'ReassignTopicReplicas',
  request: 'AlterPartitionReassignments',
  before: stream('{ parallelism: 2, replicationFactor: 1 }'),
  after: stream('{ parallelism: 2, replicationFactor: 3 }'),
};

async function played(
  stage: TopicStage,
  each: TopicCase,
  sampled: readonly Moment[],
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const moment of IS_FULL ? MOMENTS : sampled) {
    const problem = await playTopicCell(stage, each, moment);
    const line = `${problem === null ? 'ok  ' : 'FAIL'} ${each.kind} ${moment} ${problem ?? ''}`;
    if (IS_FULL) console.info(line);
    if (problem !== null) failed.push(line);
  }
  return failed;
}

describeWithKafka(
  'whoever kills the command line within a step on a topic',
  { timeout: IS_FULL ? 1_800_000 : 180_000 },
  () => {
    describeWithEngine('on one broker', () => {
      let stage: TopicStage;
      beforeAll(async () => {
        const [broker = ''] = (await kafkaCluster('3.9')).plain;
        stage = await openTopicStage(broker, null);
      }, KAFKA_START_MS);
      afterAll(() => stage?.stop());

      it.each(CASES)('finds it done once after resume: $kind', async ({ sampled, ...each }) => {
        expect(await played(stage, each, sampled)).toEqual([]);
      });
    });

    describeWithEngine('on three brokers', () => {
      let stage: TopicStage;
      beforeAll(async () => {
        const [broker = ''] = (await kafkaCluster('4.1')).plain;
        stage = await openTopicStage(broker, null);
      }, KAFKA_START_MS);
      afterAll(() => stage?.stop());

      /** What an operator has limited every broker to; null takes the limits off. */
      const limitBrokers = async (rate: string | null): Promise<void> => {
        const { plain } = await kafkaCluster('4.1');
        const admin = new Kafka({ brokers: [...plain], logCreator: () => () => {} }).admin();
        const names = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'];
        const configEntries = rate === null ? [] : names.map((name) => ({ name, value: rate }));
        await admin.connect();
        const resources = ['1', '2', '3'].map((name) => ({
          type: ConfigResourceTypes.BROKER,
          name,
          configEntries,
        }));
        await admin.alterConfigs({ validateOnly: false, resources });
        await admin.disconnect();
      };

      const fill = async (topic: string): Promise<void> => {
        const { plain } = await kafkaCluster('4.1');
        const producer = new Kafka({ brokers: [...plain], logCreator: () => () => {} }).producer();
        await producer.connect();
        for (let batch = 0; batch < 16; batch += 1)
          await producer.send({ topic, messages: [{ partition: batch % 2, value: randomBytes(800_000) }] });
        await producer.disconnect();
      };

      it('is followed by who resumes a move that goes on: it is asked to stop, then killed, then through', async () => {
        const { project, topic, targets } = await prepare(stage, MOVE);
        await fill(topic);
        await limitBrokers('20000');
        try {
          stage.kafka.watch(null);
          const moving = async ({ printed, ended }: CliRun): Promise<void> => {
            const isOver = ended.then(({ code, words }) => `${code}: ${words}`);
            while (!printed().includes('"step-moving"')) {
              const over = await Promise.race([
                isOver,
                new Promise<null>((resolve) => setTimeout(resolve, 100, null)),
              ]);
              if (over !== null) throw new Error(`it ended before anything was told of the move: ${over}`);
            }
          };
          const asked = migrate(project.directory, ['apply', ...targets]);
          await moving(asked);
          asked.child.kill('SIGINT');
          const stopped = await asked.ended;
          expect(stopped.code).toBe(5);
          expect(stopped.words).toContain('"status":"unknown"');
          expect(stopped.words).toContain('still being moved, and this goes on by itself');

          const killed = migrate(project.directory, ['resume', ...targets]);
          await moving(killed);
          killed.child.kill('SIGKILL');
          await killed.ended;

          const last = migrate(project.directory, ['resume', ...targets]);
          await moving(last);
          const events = last
            .printed()
            .split('\n')
            .filter((line) => line.includes('"step-moving"'));
          expect(JSON.parse(events[0] ?? '')).toMatchObject({
            schemaVersion: 1,
            move: { topic, partitions: { done: 0, total: 2 }, bytes: { total: expect.any(Number) } },
          });
          await limitBrokers(null);
          expect((await last.ended).code).toBe(0);
        } finally {
          await limitBrokers(null);
        }
        expect(stage.kafka.changes.filter((name) => name === MOVE.request)).toHaveLength(1);
      });

      it('finds replicas moved once, and no limits left', async () => {
        expect(await played(stage, MOVE, ['change-request', 'change-reply'])).toEqual([]);
        const admin = await connectKafka(plainTarget([...(await kafkaCluster('4.1')).plain]));
        try {
          for (const { name, configs } of await admin.readTopics(null)) {
            if (!name.startsWith('killed-')) continue;
            const lists = (configs ?? []).filter(
              ({ name: key, source }) => key.includes('throttled') && source === 'topic',
            );
            expect([name, lists]).toEqual([name, []]);
          }
        } finally {
          await admin.close();
        }
      });
    });
  },
);
