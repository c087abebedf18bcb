import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pulledTopicNotes } from '../src/cli/show-pulled-topics.ts';
import { pullTopics } from '../src/commands/pull-topics.ts';
import { connectBrokers } from '../src/drivers/kafka/connection.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import { metadata12 } from '../src/drivers/kafka/messages/metadata.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { readRights } from '../src/drivers/kafka/topic-rights.ts';
import type { KafkaTarget } from '../src/model/target.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { type KafkaAddresses, plainTarget } from './support/kafka-broker.ts';
import { USERS } from './support/kafka-node.ts';
import { type MigrationProject, migrationProject } from './support/migration-project.ts';

const NAMES = ['first', 'second'].map((name) => topicName(name)) as [string, string];
const [FIRST, SECOND] = NAMES;
const CODE = `import { Stream } from 'moose-migrate';
export const first = new Stream<{ id: string }>('${FIRST}', { parallelism: 2 });
export const second = new Stream<{ id: string }>('${SECOND}', { parallelism: 2 });
`;

type Right = Exclude<keyof typeof AclOperationTypes, 'UNKNOWN' | 'ANY'>;

describeWithKafka('a user who may not do everything', { timeout: 180_000 }, () => {
  describeWithEngine('with topics of ours', () => {
    let kafka: KafkaAddresses;
    let guest: TopicAdmin;
    let database: FreshDatabase;
    let project: MigrationProject;

    const configOf = (user: keyof typeof USERS): string => `source_dir = "app"
[redpanda_config]
broker = "${kafka.sasl.join(',')}"
security_protocol = "SASL_PLAINTEXT"
sasl_mechanism = "PLAIN"
sasl_username = "${user}"
sasl_password = "${USERS[user]}"
`;
    const as = (user: keyof typeof USERS): MigrationProject => {
      project.write('moose.config.toml', configOf(user));
      return project;
    };

    async function allow(topics: readonly string[], ...rights: readonly Right[]): Promise<void> {
      const admin = new Kafka({ brokers: [...kafka.plain], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      const acl = topics.flatMap((resourceName) =>
        rights.map((right) => ({
          resourceType: AclResourceTypes.TOPIC,
          resourceName,
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: 'User:guest',
          host: '*',
          operation: AclOperationTypes[right],
          permissionType: AclPermissionTypes.ALLOW,
        })),
      );
      await admin.createAcls({ acl });
      await admin.disconnect();
    }

    beforeAll(async () => {
      kafka = await kafkaCluster('3.9');
      const sasl = { mechanism: 'PLAIN', username: 'guest', password: USERS.guest } as const;
      const target: KafkaTarget = { brokers: kafka.sasl, tls: null, sasl, flavour: null };
      guest = await connectKafka(target);
      database = await freshDatabase('rights');
      project = migrationProject({ 'app/index.ts': CODE, 'moose.config.toml': configOf('owner') });
      await project.save(database.url);
      expect((await project.apply(database.url)).failure).toBeNull();
    }, KAFKA_START_MS);
    afterAll(() => guest?.close());

    it('is told when a pull sees nothing', async () => {
      const { directory } = as('guest');
      const options = { cwd: directory, configFile: null, env: {}, kafkaBrokers: null, out: 'pulled' };
      const wishes = { include: [], exclude: [], lifeCycle: 'FULLY_MANAGED', force: false } as const;
      const pulled = await pullTopics({ ...options, ...wishes }, { phase: () => {}, note: () => {} });
      expect(pulled.files).toEqual([]);
      expect(pulledTopicNotes(pulled)).toEqual([expect.stringContaining('its user may describe')]);
    });

    it('learns that they cannot be seen, not that they are gone', async () => {
      project.write('app/index.ts', '');
      const unseen = {
        code: 'TARGET_DENIED',
        exitCode: 1,
        message: expect.stringContaining('does not let guest see topics of this project'),
        problems: [...NAMES].sort().map((name) => ({ message: `topic/${name}: no right to describe it` })),
      };
      await expect(as('guest').save(database.url)).rejects.toMatchObject(unseen);
      await allow([FIRST], 'DESCRIBE');
      await expect.poll(() => guest.readRights([FIRST])).toMatchObject([{ maySee: true }]);
      await expect(project.save(database.url)).rejects.toMatchObject({
        problems: [{ message: `topic/${SECOND}: no right to describe it` }],
      });
      const { plan } = await as('owner').save(database.url);
      expect(plan.operations.map(({ kind }) => kind)).toEqual(['DeleteTopic', 'DeleteTopic']);
    });

    it('learns before anything is deleted that one of them may not be', async () => {
      project.write('app/index.ts', '');
      await allow(NAMES, 'DESCRIBE', 'DESCRIBE_CONFIGS', 'ALTER', 'CREATE');
      await allow([FIRST], 'DELETE');
      await expect
        .poll(() => guest.readRights([...NAMES, 'nowhere']))
        .toEqual([
          { topic: FIRST, maySee: true, mayDelete: true },
          { topic: SECOND, maySee: true, mayDelete: false },
          { topic: 'nowhere', maySee: false, mayDelete: false },
        ]);
      const denied = {
        code: 'PREFLIGHT_FAILED',
        problems: [{ message: `DeleteTopic ${SECOND}: guest has no right to delete it` }],
      };
      await expect(as('guest').save(database.url)).rejects.toMatchObject(denied);
      await as('owner').save(database.url);
      await expect(as('guest').apply(database.url)).rejects.toMatchObject(denied);
      expect((await guest.readTopics([...NAMES])).map(({ name }) => name)).toEqual([...NAMES].sort());
      await allow([SECOND], 'DELETE');
      await expect.poll(() => guest.readRights([SECOND])).toMatchObject([{ mayDelete: true }]);
      expect((await as('guest').apply(database.url)).failure).toBeNull();
      expect(await guest.readTopics([...NAMES])).toEqual([]);
    });

    it('is told the same by brokers without topic ids', async () => {
      const connections = await connectBrokers(plainTarget(kafka.plain));
      const older = { ...connections, speaks: (api: object) => api !== metadata12 };
      const made = topicName('rights');
      const owner = await connectKafka(plainTarget(kafka.plain));
      await owner.createTopics([{ name: made, partitions: 1, replicationFactor: 1, configs: {} }], {
        validateOnly: false,
      });
      expect(await readRights(older, [made, 'nowhere'])).toEqual([
        { topic: made, maySee: true, mayDelete: true },
        { topic: 'nowhere', maySee: true, mayDelete: null },
      ]);
      await owner.close();
      await connections.close();
    });
  });
});
