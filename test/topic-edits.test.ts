import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Checked, check } from '../src/commands/check.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { AppError } from '../src/errors.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { type MigrationProject, migrationProject } from './support/migration-project.ts';

type Document = Parameters<Parameters<MigrationProject['editPlan']>[0]>[0];

const [grown, gone, fresh, given] = ['grown', 'gone', 'fresh', 'given'].map((name) => topicName(name));

const BEFORE = `import { type Key, OlapTable, Stream } from 'moose-migrate';
interface Row { id: Key<string> }
export const table = new OlapTable<Row>('table');
export const grown = new Stream<Row>('${grown}', { parallelism: 7, retentionPeriod: 86_400 });
export const gone = new Stream<Row>('${gone}', { parallelism: 2 });
`;
/** Its topics grow and change, one goes and one comes, and one is there that was never ours, with the broker's own retention. */
const AFTER = `import { type Key, OlapTable, Stream } from 'moose-migrate';
interface Row { id: Key<string>; more: string }
export const table = new OlapTable<Row>('table', { orderByFields: ['id'] });
export const grown = new Stream<Row>('${grown}', { parallelism: 8, retentionPeriod: 172_800 });
export const fresh = new Stream<Row>('${fresh}', { parallelism: 3, configs: { 'segment.bytes': '2097152' } });
export const given = new Stream<Row>('${given}', { parallelism: 2, configs: { 'max.message.bytes': '2097152' } });
`;
const MISSED = 'after the plan it is not what the code declares';

function checked({ directory }: MigrationProject): Promise<Checked> {
  const options = { cwd: directory, configFile: null, env: {}, allow: [], writeReceipt: false };
  return check(options, { phase: () => undefined, note: () => undefined });
}

/** Edits operations by their kind; null takes one out. */
function edit(
  document: Document,
  kind: string,
  topic: string,
  path: readonly string[] | null,
  value?: unknown,
) {
  const { operations } = document.toJS() as { operations: Record<string, { topic?: unknown }>[] };
  const at = operations.findIndex((each) => JSON.stringify(each[kind]?.topic ?? '').includes(topic));
  if (at < 0) throw new Error(`there is no ${kind} ${topic}`);
  if (path === null) document.deleteIn(['operations', at]);
  else document.setIn(['operations', at, kind, ...path], value);
}

describeWithKafka('operations on topics', { timeout: 180_000 }, () => {
  describeWithEngine('edited by hand', () => {
    let admin: TopicAdmin;
    let project: MigrationProject;
    let database: FreshDatabase;
    beforeAll(async () => {
      admin = await connectKafka(plainTarget((await kafkaCluster('3.9')).plain));
      database = await freshDatabase('edits');
      const config = `source_dir = "app"\n[redpanda_config]\nbroker = "${admin.target.brokers.join(',')}"\n`;
      project = migrationProject({ 'app/index.ts': BEFORE, 'moose.config.toml': config });
      await project.save(database.url);
      expect((await project.apply(database.url)).failure).toBeNull();
      const made = { name: `${given}`, partitions: 2, replicationFactor: 1, configs: {} };
      await admin.createTopics([made], { validateOnly: false });
      project.write('app/index.ts', AFTER);
    }, KAFKA_START_MS);
    afterAll(() => admin?.close());

    it('are as the code wants them in a plan as it was made, and in one without what it says of configs', async () => {
      const { plan } = await project.save(database.url);
      // Its retention is that of the brokers already; and a limit that becomes a higher one harms nobody.
      const onGiven = plan.operations.filter(({ because }) => because === `topic/${given}`);
      expect(onGiven).toMatchObject([
        {
          kind: 'ModifyTopicConfig',
          inherited: { 'max.message.bytes': '1048588' },
          set: { 'max.message.bytes': '2097152' },
          hazards: [],
        },
      ]);
      expect(await checked(project)).toMatchObject({ problems: [], exitCode: 0 });
      // As plans were before they said it.
      project.editPlan((document) => document.deleteIn(['plan', 'kafka', 'settled_configs']));
      expect(await checked(project)).toMatchObject({ problems: [], exitCode: 0 });
    });

    it.each<[string, (document: Document) => void, string]>([
      [
        'another number of partitions',
        (document) => edit(document, 'IncreaseTopicPartitions', 'grown', ['after'], 12),
        `topic/${grown}: ${MISSED}: partitions 12 -> 8`,
      ],
      [
        'a growth taken out',
        (document) => edit(document, 'IncreaseTopicPartitions', 'grown', null),
        `topic/${grown}: ${MISSED}: partitions 7 -> 8`,
      ],
      [
        'configs taken out',
        (document) => edit(document, 'ModifyTopicConfig', 'grown', null),
        `topic/${grown}: ${MISSED}: configs retention.ms 86400000 (1 d) -> 172800000 (2 d)`,
      ],
      [
        'another value',
        (document) => edit(document, 'ModifyTopicConfig', 'grown', ['set', 'retention.ms'], '345600000'),
        `topic/${grown}: ${MISSED}: configs retention.ms 345600000 (4 d) -> 172800000 (2 d)`,
      ],
      [
        'a deletion taken out',
        (document) => edit(document, 'DeleteTopic', 'gone', null),
        `topic/${gone}: it is there after the plan, and the code does not declare it`,
      ],
      [
        'a topic not made',
        (document) => edit(document, 'CreateTopic', 'fresh', null),
        `topic/${fresh}: the plan does not make it, and the code declares it`,
      ],
    ])('are found by check and stop apply: %s', async (_, change, message) => {
      await project.save(database.url);
      project.editPlan(change);
      const { problems, exitCode } = await checked(project);
      expect(problems).toMatchObject([{ code: 'PLAN_REFUSED', message }]);
      expect(problems[0]?.position ?? null).toSatisfy(
        (place) => message.includes(`${gone}`) || place !== null,
      );
      expect(exitCode).toBe(4);
      const names = [grown, gone, fresh].map((name) => `${name}`);
      const live = await admin.readTopics(names);
      const error = await project.apply(database.url).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'PLAN_REFUSED', problems: [{ message }] });
      expect(await admin.readTopics(names)).toEqual(live);
    });

    it('do not hide that a table is left behind', async () => {
      await project.save(database.url);
      project.editPlan((document) => {
        const { operations } = document.toJS() as { operations: object[] };
        document.deleteIn(['operations', operations.findIndex((each) => 'AddTableColumn' in each)]);
      });
      await expect(project.apply(database.url)).rejects.toMatchObject({ code: 'REHEARSAL_FAILED' });
    });
  });
});
