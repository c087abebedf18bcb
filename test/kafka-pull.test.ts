import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type PulledTopics, type PullTopicsOptions, pullTopics } from '../src/commands/pull-topics.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { NewTopic, TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { type MigrationProject, migrationProject } from './support/migration-project.ts';

const SILENT = { phase: () => undefined, note: () => undefined };

/** By the end of their names. */
const TOPICS: Readonly<Record<string, Partial<NewTopic>>> = {
  'page.views': {
    partitions: 6,
    configs: {
      'retention.ms': '86400000',
      'cleanup.policy': 'compact,delete',
      'compression.type': 'zstd',
      'min.cleanable.dirty.ratio': '0.25',
      preallocate: 'true',
      'segment.bytes': '2097152',
    },
  },
  Orders_topic: { partitions: 1 },
  forever: { partitions: 2, configs: { 'retention.ms': '-1', 'max.message.bytes': '123456' } },
  'odd-time': { partitions: 1, configs: { 'retention.ms': '90001' } },
  '2fa': { partitions: 1, configs: { 'message.timestamp.type': 'LogAppendTime' } },
};

const CODE = `import { Stream } from 'moose-migrate';

export const stream = new Stream<unknown>('2fa', {
  configs: { 'message.timestamp.type': 'LogAppendTime' },
});

export const orderStream = new Stream<unknown>('Orders_topic');

export const foreverStream = new Stream<unknown>('forever', {
  parallelism: 2,
  configs: { 'max.message.bytes': 123_456, 'retention.ms': -1 },
});

export const oddTimeStream = new Stream<unknown>('odd-time', {
  configs: { 'retention.ms': 90_001 },
});

export const pageViewStream = new Stream<unknown>('page.views', {
  parallelism: 6,
  retentionPeriod: 86_400,
  compression: 'zstd',
  cleanupPolicy: 'compact,delete',
  configs: { 'min.cleanable.dirty.ratio': '0.25', preallocate: true, 'segment.bytes': 2_097_152 },
});
`;

describeWithKafka('moose kafka pull', () => {
  let admin: TopicAdmin;
  const namespace = topicName('pull');
  const addresses = Object.keys(TOPICS)
    .sort()
    .map((name) => `topic/${namespace}.${name}`);

  beforeAll(async () => {
    admin = await connectKafka(plainTarget((await kafkaCluster('3.9')).plain));
    const made = Object.entries(TOPICS).map(([name, parts]) => ({
      name: `${namespace}.${name}`,
      partitions: 1,
      replicationFactor: 1,
      configs: {},
      ...parts,
    }));
    const results = await admin.createTopics(made, { validateOnly: false });
    expect(results.map(({ outcome }) => outcome.is)).toEqual(made.map(() => 'done'));
  }, KAFKA_START_MS);
  afterAll(() => admin?.close());

  let project: MigrationProject;
  beforeEach(() => {
    const broker = `broker = "${admin.target.brokers.join(',')}"`;
    const config = `source_dir = "app"\n[redpanda_config]\n${broker}\nnamespace = "${namespace}"\n`;
    project = migrationProject({ 'moose.config.toml': config });
  });
  const pull = (more: Partial<PullTopicsOptions> = {}): Promise<PulledTopics> =>
    pullTopics(
      {
        cwd: project.directory,
        configFile: null,
        env: {},
        kafkaBrokers: null,
        out: null,
        include: [`${namespace}.*`],
        exclude: [],
        lifeCycle: 'FULLY_MANAGED',
        force: false,
        ...more,
      },
      SILENT,
    );
  const written = (file: string): string => readFileSync(join(project.directory, file), 'utf8');

  describeWithEngine('and generate', () => {
    it('writes what a person would write, and then there is nothing to do', async () => {
      const pulled = await pull();
      expect(pulled).toMatchObject({
        files: [
          { path: 'app/streams.ts', addresses },
          { path: 'app/index.ts', addresses: [] },
        ],
        leftOut: [],
        flavour: 'kafka',
        importFrom: null,
      });
      expect(written('app/streams.ts')).toBe(CODE);
      const { plan, desired } = await project.save((await freshDatabase('pulled')).url);
      expect(desired.topics.map(({ address }) => address)).toEqual(addresses);
      expect({ ...plan, operations: plan.operations.map(({ kind }) => kind) }).toMatchObject({
        operations: [],
        refused: [],
        withheld: [],
      });
    });
  });

  it('leaves the index.ts of a project alone, and files that are there', async () => {
    project.write('app/index.ts', 'export {};\n');
    const pulled = await pull({ include: [`${namespace}.f*`], lifeCycle: 'EXTERNALLY_MANAGED' });
    expect(pulled).toMatchObject({ files: [{ path: 'app/streams.ts' }], importFrom: './streams' });
    expect(written('app/index.ts')).toBe('export {};\n');
    expect(written('app/streams.ts')).toMatch(/lifeCycle: LifeCycle\.EXTERNALLY_MANAGED,/);
    await expect(pull()).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(await pull({ exclude: ['*.forever'], force: true })).toMatchObject({
      files: [{ addresses: addresses.filter((address) => !address.endsWith('forever')) }],
    });
  });

  it('says which topics are not of the project, and writes nothing without one', async () => {
    const other = topicName('other');
    await admin.createTopics(
      [`${other}-changelog`, other].map((name) => ({
        name,
        partitions: 1,
        replicationFactor: 1,
        configs: {},
      })),
      { validateOnly: false },
    );
    expect(await pull({ include: [`${other}*`] })).toMatchObject({
      files: [],
      leftOut: [
        {
          address: `topic/${other}`,
          because: `its name does not begin with ${namespace}., the namespace of [redpanda_config]`,
        },
        { address: `topic/${other}-changelog`, because: 'it is kept by Kafka Streams' },
      ],
    });
    expect(existsSync(join(project.directory, 'app'))).toBe(false);
  });
});
