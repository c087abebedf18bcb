import { afterAll, beforeAll, expect, it } from 'vitest';
import { successText } from '../src/cli/show-apply.ts';
import { openItems } from '../src/commands/approve.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import type { AppError } from '../src/errors.ts';
import type { LiveTopic } from '../src/model/topic.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { type MigrationProject, migrationProject } from './support/migration-project.ts';

const CLICKS = `import { OlapTable, Stream, type Key } from 'moose-migrate';
interface Click {
  id: Key<string>;
  at: Date;
  page: string;
}
`;

interface Fixture {
  readonly project: MigrationProject;
  readonly database: FreshDatabase;
  readonly topic: string;
  code(text: string): void;
  live(): Promise<LiveTopic | undefined>;
}

let admin: TopicAdmin;

/** A project with a topic of its own on the shared cluster. Its stream is `TOPIC` in the code. */
async function fixture(code: string): Promise<Fixture> {
  const topic = topicName('clicks');
  const filled = (text: string): string => CLICKS + text.replaceAll('TOPIC', topic);
  const config = `source_dir = "app"\n[redpanda_config]\nbroker = "${admin.target.brokers.join(',')}"\n`;
  const project = migrationProject({ 'app/index.ts': filled(code), 'moose.config.toml': config });
  return {
    project,
    database: await freshDatabase('topics'),
    topic,
    code: (text) => project.write('app/index.ts', filled(text)),
    live: async () => (await admin.readTopics([topic]))[0],
  };
}

const own = (live: LiveTopic | undefined) =>
  Object.fromEntries(
    (live?.configs ?? []).filter(({ source }) => source === 'topic').map(({ name, value }) => [name, value]),
  );

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: AppError) => error,
  );
}

async function produce(topic: string, count: number): Promise<void> {
  const { Kafka, logLevel } = (await import('kafkajs')).default;
  const producer = new Kafka({ brokers: [...admin.target.brokers], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic, messages: Array.from({ length: count }, (_, at) => ({ value: `${at}` })) });
  await producer.disconnect();
}

/** Plans and applies; answers the operations. Afterwards nothing is left. */
async function migrate({ project, database }: Fixture): Promise<readonly string[]> {
  const { plan } = await project.save(database.url);
  const { failure, remaining } = await project.apply(database.url);
  const left = [...(remaining?.operations ?? []), ...(remaining?.refused ?? [])];
  expect({ failure: failure?.message, left }).toEqual({ failure: undefined, left: [] });
  return plan.operations.map(({ kind, because }) => `${kind} ${because}`);
}

const STREAM = (config: string): string => `export const clicks = new Stream<Click>('TOPIC', ${config});\n`;

describeWithKafka('topics', { timeout: 180_000 }, () => {
  describeWithEngine('of a project', () => {
    beforeAll(async () => {
      admin = await connectKafka(plainTarget((await kafkaCluster('3.9')).plain));
    }, KAFKA_START_MS);
    afterAll(() => admin?.close());

    it('are made after the table that they feed, changed, grown, and deleted before it', async () => {
      const table = "export const table = new OlapTable<Click>('clicks');\n";
      const made = await fixture(
        table +
          STREAM(
            "{ parallelism: 2, retentionPeriod: 86_400, destination: table, configs: { 'segment.bytes': 2097152 } }",
          ),
      );
      const { topic } = made;
      expect(await migrate(made)).toEqual([
        `CreateTable ${made.database.name}.clicks`,
        `CreateTopic topic/${topic}`,
      ]);
      expect(own(await made.live())).toEqual({ 'retention.ms': '86400000', 'segment.bytes': '2097152' });

      made.code(
        table +
          STREAM(
            "{ parallelism: 5, retentionPeriod: 172_800, destination: table, configs: { 'segment.bytes': null } }",
          ),
      );
      expect(await migrate(made)).toEqual([
        `ModifyTopicConfig topic/${topic}`,
        `IncreaseTopicPartitions topic/${topic}`,
      ]);
      const grown = await made.live();
      expect(grown?.partitions).toHaveLength(5);
      expect(own(grown)).toEqual({ 'retention.ms': '172800000' });

      made.code('');
      expect(await migrate(made)).toEqual([
        `DeleteTopic topic/${topic}`,
        `DropTable ${made.database.name}.clicks`,
      ]);
      expect(await made.live()).toBeUndefined();
    });

    it('stop where the cluster is not what the plan was made from, and go on where a run was stopped', async () => {
      const made = await fixture(
        `${STREAM('{ parallelism: 2, retentionPeriod: 86_400 }')}export const other = new Stream<Click>('TOPIC-b', { cleanupPolicy: 'compact' });\n`,
      );
      const { project, database, topic } = made;
      await project.save(database.url);
      let finished = 0;
      const stopped = await project.apply(database.url, {
        tell: ({ event }) => {
          if (event === 'step-finished') finished += 1;
        },
        isInterrupted: () => finished >= 1,
      });
      expect(stopped.report.steps.map(({ status, statements }) => [status, statements[0]])).toEqual([
        ['done', `CreateTopics ${topic} partitions=2 replication.factor=1 retention.ms=86400000`],
        [
          'not-run',
          `CreateTopics ${topic}-b partitions=1 replication.factor=1 cleanup.policy=compact retention.ms=604800000`,
        ],
      ]);
      expect((await admin.readTopics([topic, `${topic}-b`])).map(({ name }) => name)).toEqual([topic]);
      const resumed = await project.apply(database.url);
      expect(resumed.failure).toBeNull();
      expect(resumed.resumed.map(({ because }) => because)).toEqual([`topic/${topic}`]);
      expect(await project.apply(database.url)).toMatchObject({ report: { outcome: 'already-applied' } });

      made.code(
        `${STREAM('{ parallelism: 3, retentionPeriod: 86_400 }')}export const other = new Stream<Click>('TOPIC-b', { cleanupPolicy: 'compact' });\n`,
      );
      await project.save(database.url);
      await admin.alterConfigs([{ topic, set: { 'retention.ms': '7000' }, reset: [] }], {
        validateOnly: false,
      });
      const drift = await errorOf(project.apply(database.url));
      expect(drift.code).toBe('LIVE_DRIFTED');
      expect(drift.message).toContain(
        `~ topic/${topic}\n    configs retention.ms 86400000 (1 d) -> 7000 (7 s)`,
      );
      expect((await made.live())?.partitions).toHaveLength(2);

      await admin.alterConfigs([{ topic, set: { 'retention.ms': '86400000' }, reset: [] }], {
        validateOnly: false,
      });
      project.editPlan((document) => document.setIn(['plan', 'kafka', 'cluster_id'], 'another-cluster'));
      const elsewhere = await errorOf(project.apply(database.url));
      expect([elsewhere.code, elsewhere.message]).toEqual([
        'PLAN_STALE',
        expect.stringContaining('another-cluster'),
      ]);

      project.editPlan((document) => document.setIn(['plan', 'kafka', 'cluster_id'], admin.cluster.id));
      await admin.deleteTopics([{ topic, id: null }]);
      const again = {
        name: topic,
        partitions: 2,
        replicationFactor: 1,
        configs: { 'retention.ms': '86400000' },
      };
      await admin.createTopics([again], { validateOnly: false });
      const another = await errorOf(project.apply(database.url));
      expect([another.code, another.message]).toEqual([
        'LIVE_DRIFTED',
        expect.stringContaining('was deleted and made anew'),
      ]);
    });

    it('are asked about before they are deleted, kept where the code says so, and left alone where it says nothing', async () => {
      const keeping = (lifeCycle: string): string =>
        `import { LifeCycle } from 'moose-migrate';\nexport const kept = new Stream<Click>('TOPIC-kept', { lifeCycle: LifeCycle.${lifeCycle} });\n`;
      const made = await fixture(STREAM('{ retentionPeriod: 86_400 }') + keeping('DELETION_PROTECTED'));
      const { project, database, topic } = made;
      const foreign = topicName('foreign');
      await admin.createTopics([{ name: foreign, partitions: 1, replicationFactor: 1, configs: {} }], {
        validateOnly: false,
      });
      await migrate(made);
      const { Kafka, logLevel } = (await import('kafkajs')).default;
      const kafka = new Kafka({ brokers: [...admin.target.brokers], logLevel: logLevel.NOTHING });
      await produce(topic, 3);

      made.code('');
      const group = topicName('group');
      const consumer = kafka.consumer({ groupId: group });
      let read = 0;
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachMessage: async () => {
          read += 1;
        },
      });
      await expect.poll(() => read, { timeout: 50_000 }).toBe(3);
      const busy = await project.save(database.url);
      expect(openItems({ ...busy.weighed, weighed: busy.weighed, sizes: new Map() }, [])).toMatchObject([
        {
          open: ['BREAKS_DEPENDENTS', 'DELETES_DATA'],
          stakes: ['3 messages in it', `1 consumer groups that read it now, such as "${group}"`],
        },
      ]);
      await consumer.disconnect();
      const { plan, unmanaged, weighed } = await project.save(database.url);
      expect(plan.operations.map(({ kind, because, hazards }) => [kind, because, hazards])).toEqual([
        ['DeleteTopic', `topic/${topic}`, ['DELETES_DATA']],
      ]);
      expect(plan.withheld).toMatchObject([
        { address: `topic/${topic}-kept`, because: expect.stringContaining('DELETION_PROTECTED') },
      ]);
      expect(unmanaged).toContain(`topic/${foreign}`);
      const found = weighed.preflight.flatMap(({ results }) =>
        results.map(({ check, hits }) => [check.asks, hits]),
      );
      expect(found).toContainEqual(['messages in it', 3]);
      expect(found).toContainEqual(['consumer groups that have read it', 1]);
      project.editPlan((document) => document.deleteIn(['operations', 0, 'DeleteTopic', 'approved']));
      expect((await errorOf(project.apply(database.url))).code).toBe('HAZARD_NOT_ALLOWED');
      const applied = await project.apply(database.url, { allow: ['DELETES_DATA'] });
      expect(applied.failure).toBeNull();
      expect(successText(applied)).toBe(
        'Applied 1 operation; the server was read again and is what the code declares, but for 1 difference withheld.',
      );
      const left = await admin.readTopics([topic, `${topic}-kept`, foreign]);
      expect(left.map(({ name }) => name).sort()).toEqual([`${topic}-kept`, foreign].sort());
    });

    it('that were empty when their deletion was approved are not deleted with what came since', async () => {
      const made = await fixture(STREAM('{ parallelism: 2 }'));
      const { project, database, topic } = made;
      await migrate(made);
      made.code('');
      const { plan } = await project.save(database.url);
      expect(plan.operations.map(({ kind, approved }) => [kind, approved])).toEqual([
        ['DeleteTopic', ['DELETES_DATA']],
      ]);
      await produce(topic, 3);
      const late = await errorOf(project.apply(database.url));
      expect([late.code, late.exitCode, late.problems]).toMatchObject([
        'PREFLIGHT_FAILED',
        4,
        [
          {
            message: `topic/${topic}: 3 messages in it`,
            hint: expect.stringContaining('--allow DELETES_DATA'),
          },
        ],
      ]);
      const asked: unknown[] = [];
      const declining = project.apply(database.url, {
        ask: async (items) => {
          asked.push(...items.map(({ open, stakes }) => [open, stakes]));
          return [];
        },
      });
      expect((await errorOf(declining)).code).toBe('HAZARD_NOT_ALLOWED');
      expect(asked).toEqual([[['DELETES_DATA'], ['3 messages in it']]]);
      expect((await made.live())?.partitions).toHaveLength(2);
      const agreed = await project.apply(database.url, {
        ask: async (items) => items.map(({ operation }) => operation),
      });
      expect(agreed.failure).toBeNull();
      expect(await made.live()).toBeUndefined();
    });

    it('of an older version stay until somebody wants them deleted, and then go last', async () => {
      const made = await fixture(STREAM("{ version: '1.0' }"));
      const { project, database, topic } = made;
      const [old, next] = [`topic/${topic}_1_0`, `topic/${topic}_2_0`];
      await migrate(made);
      made.code(STREAM("{ version: '2.0' }"));
      expect(await migrate(made)).toEqual([`CreateTopic ${next}`]);
      const { plan } = await project.save(database.url);
      expect([plan.operations, plan.withheld]).toEqual([
        [],
        [{ address: old, change: 'delete topic', because: `an older version of ${next}, which stays` }],
      ]);
      made.code(STREAM("{ version: '3.0' }"));
      const dropping = await project.save(database.url, [], { ...KEEP_VERSIONS, dropAll: true });
      expect(dropping.plan.operations.map(({ kind, because }) => `${kind} ${because}`)).toEqual([
        `CreateTopic topic/${topic}_3_0`,
        `DeleteTopic ${old}`,
        `DeleteTopic ${next}`,
      ]);
      expect((await project.apply(database.url)).failure).toBeNull();
      expect((await project.save(database.url)).plan).toMatchObject({ operations: [], withheld: [] });
    });

    it('are refused by us or by the brokers before anything is changed', async () => {
      const made = await fixture(STREAM('{ parallelism: 3 }'));
      const { project, database, topic } = made;
      await migrate(made);
      made.code(STREAM('{ parallelism: 2 }'));
      const fewer = await project.save(database.url);
      expect(fewer.plan).toMatchObject({
        operations: [],
        refused: [
          { address: `topic/${topic}`, because: expect.stringContaining('it has 3, the code says 2') },
        ],
      });
      made.code(STREAM("{ parallelism: 3, configs: { 'min.cleanable.dirty.ratio': 7 } }"));
      const error = await errorOf(project.save(database.url));
      expect(error.code).toBe('PREFLIGHT_FAILED');
      expect(error.problems[0]?.message).toContain('min.cleanable.dirty.ratio');
      made.code(
        "export const table = new OlapTable<Click & { more: string }>('clicks', { orderByFields: ['id'] });\n" +
          STREAM('{ destination: table as unknown as OlapTable<Click> }'),
      );
      const unfit = await errorOf(project.save(database.url));
      expect([unfit.code, unfit.problems[0]?.message]).toEqual([
        'DECLARATION_INVALID',
        expect.stringMatching(/does not carry more/),
      ]);
      expect(unfit.problems[0]?.position?.file).toBe('app/index.ts');
    });
  });

  describeWithEngine('on three brokers', () => {
    beforeAll(async () => {
      admin = await connectKafka(plainTarget((await kafkaCluster('4.1')).plain));
    }, KAFKA_START_MS);
    afterAll(() => admin?.close());

    it('get more copies and fewer, each in a rack of its own, and keep no limits', async () => {
      const made = await fixture(STREAM('{ parallelism: 2, replicationFactor: 1 }'));
      await migrate(made);
      made.code(STREAM('{ parallelism: 2, replicationFactor: 3 }'));
      expect(await migrate(made)).toEqual([`ReassignTopicReplicas topic/${made.topic}`]);
      const wide = await made.live();
      for (const { replicas } of wide?.partitions ?? []) expect([...replicas].sort()).toEqual([1, 2, 3]);
      expect(own(wide)).toEqual({ 'retention.ms': '604800000' });
      made.code(STREAM('{ parallelism: 2, replicationFactor: 2 }'));
      expect(await migrate(made)).toEqual([`ReassignTopicReplicas topic/${made.topic}`]);
      for (const { replicas } of (await made.live())?.partitions ?? []) expect(replicas).toHaveLength(2);
      made.code(STREAM('{ parallelism: 2, replicationFactor: 4 }'));
      const { message, problems } = await errorOf(made.project.save(made.database.url));
      expect(`${message} ${problems[0]?.message}`).toContain('4 replicas need as many brokers');
    });
  });
});
