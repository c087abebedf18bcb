import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setConfigs } from '../src/apply/change-topic.ts';
import { diffInfraMaps } from '../src/diff/diff-infra-maps.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { canonicalTopic, liveTopics } from '../src/facets/topics/index.ts';
import type { Operation, OperationOf, Plan } from '../src/model/operation.ts';
import { type Topic, type TopicConfigs, topicAddress } from '../src/model/topic.ts';
import { planChanges } from '../src/plan/plan-changes.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { mapWith } from './support/plain-objects.ts';

/** Values as people write them: as numbers of their own, spelt oddly, the same as inherited, without end, in lists. */
const COMBINATIONS: readonly TopicConfigs[] = [
  { 'cleanup.policy': 'compact' },
  { 'cleanup.policy': 'compact,delete' },
  { 'cleanup.policy': 'delete, compact' },
  { 'cleanup.policy': 'delete' },
  { 'compression.type': 'zstd', 'compression.zstd.level': '7' },
  { 'compression.type': 'gzip', 'compression.gzip.level': '-1' },
  { 'compression.type': 'lz4', 'compression.lz4.level': '12' },
  { 'compression.type': 'snappy' },
  { 'compression.type': 'uncompressed' },
  { 'compression.type': 'producer' },
  { 'delete.retention.ms': '0' },
  { 'delete.retention.ms': '86400000' },
  { 'file.delete.delay.ms': '12345' },
  { 'flush.messages': '9223372036854775807' },
  { 'flush.messages': '500', 'flush.ms': '2500' },
  { 'flush.ms': '9223372036854775807' },
  { 'index.interval.bytes': '8192' },
  { 'max.compaction.lag.ms': '9223372036854775807' },
  { 'max.compaction.lag.ms': '7200000', 'min.compaction.lag.ms': '3600000' },
  { 'max.message.bytes': '2000000' },
  { 'max.message.bytes': '1048588' },
  { 'message.timestamp.type': 'LogAppendTime' },
  { 'message.timestamp.type': 'CreateTime' },
  { 'message.timestamp.after.max.ms': '3600000' },
  { 'message.timestamp.before.max.ms': '9223372036854775807' },
  { 'min.cleanable.dirty.ratio': '0.5' },
  { 'min.cleanable.dirty.ratio': '0.50' },
  { 'min.cleanable.dirty.ratio': '.25' },
  { 'min.insync.replicas': '1' },
  { preallocate: 'TRUE' },
  { preallocate: 'false' },
  { 'retention.bytes': '-1' },
  { 'retention.bytes': '1073741824' },
  { 'retention.ms': '-1' },
  { 'retention.ms': '604800000' },
  { 'retention.ms': '0604800000' },
  { 'retention.ms': '1', 'retention.bytes': '1' },
  { 'segment.bytes': '1073741824' },
  { 'segment.bytes': '33554432', 'segment.index.bytes': '2097152' },
  { 'segment.jitter.ms': '1000', 'segment.ms': '600000' },
  { 'unclean.leader.election.enable': 'True' },
  { 'unclean.leader.election.enable': 'false', 'cleanup.policy': 'compact', 'retention.ms': '43200000' },
  { 'leader.replication.throttled.replicas': '', 'follower.replication.throttled.replicas': '' },
  {},
];

const topic = (name: string, configs: TopicConfigs, isPinned: boolean): Topic =>
  canonicalTopic({
    address: topicAddress(name),
    name,
    partitions: 1,
    replicationFactor: 1,
    configs,
    schema: null,
    isPinned,
    destination: null,
    version: null,
    lifeCycle: 'FULLY_MANAGED',
    source: null,
    live: null,
  });

function planOf(live: readonly Topic[], wanted: readonly Topic[]): Plan {
  const [before, desired] = [mapWith({ topics: live }), mapWith({ topics: wanted })];
  return planChanges({
    diff: diffInfraMaps(before, { declared: desired, canonical: desired }),
    live: before,
    desired,
    sizes: new Map(),
    unmanaged: new Set(),
    missingDatabases: [],
    flavour: 'kafka',
  });
}

const words = ({ operations, refused }: Plan) => [
  ...operations.map((operation) => ({ ...operation, cost: null })),
  ...refused,
];

describeWithKafka('after apply, no plan', () => {
  describe.each(['3.9', '4.1'] as const)('Kafka %s', (line) => {
    let admin: TopicAdmin;
    beforeAll(async () => {
      admin = await connectKafka(plainTarget((await kafkaCluster(line)).plain));
    }, KAFKA_START_MS);
    afterAll(() => admin?.close());

    const live = async (topics: readonly Topic[]) =>
      liveTopics(await admin.readTopics(topics.map(({ name }) => name)));
    const of = <K extends Operation['kind']>({ operations }: Plan, kind: K) =>
      operations.filter((operation): operation is OperationOf<K> => operation.kind === kind);

    it.each([
      ['values where they differ from the inherited ones', false],
      ['every value', true],
    ])(
      'is left of what was made and altered with %s',
      async (_, isPinned) => {
        const names = COMBINATIONS.map(() => topicName('phantom'));
        const wanted = (shift: number): readonly Topic[] =>
          names.map((name, at) =>
            topic(name, COMBINATIONS[(at + shift) % COMBINATIONS.length] ?? {}, isPinned),
          );
        const plan = planOf([], wanted(0));
        const made = of(plan, 'CreateTopic').map(({ topic: { name, partitions, configs } }) => ({
          name,
          partitions,
          replicationFactor: 1,
          configs: setConfigs(configs),
        }));
        expect(made).toHaveLength(COMBINATIONS.length);
        const created = await admin.createTopics(made, { validateOnly: false });
        expect(created.filter(({ outcome }) => outcome.is !== 'done')).toEqual([]);
        expect(words(planOf(await live(wanted(0)), wanted(0)))).toEqual([]);

        const change = planOf(await live(wanted(0)), wanted(5));
        const alterations = of(change, 'ModifyTopicConfig').map(({ target, set, reset }) => ({
          topic: target.name,
          set,
          reset,
        }));
        expect(alterations.length).toBeGreaterThan(20);
        const altered = await admin.alterConfigs(alterations, { validateOnly: false });
        expect(altered.filter(({ outcome }) => outcome.is !== 'done')).toEqual([]);
        expect(words(planOf(await live(wanted(5)), wanted(5)))).toEqual([]);
        await admin.deleteTopics(names.map((name) => ({ topic: name, id: null })));
      },
      120_000,
    );
  });
});
