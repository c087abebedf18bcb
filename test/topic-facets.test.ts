import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { type ConfigKindName, configKinds } from '../src/facets/topics/config-kind.ts';
import {
  canonicalConfigValue,
  configHazards,
  sameConfigValue,
  showConfigValue,
} from '../src/facets/topics/config-value.ts';
import { keeperOf } from '../src/facets/topics/foreign.ts';
import {
  canonicalTopic,
  describeTopicFacet,
  liveTopics,
  type TopicFacet,
  type TopicFacetName,
  topicAfter,
  topicChanges,
  topicFacetNames,
  topicFacets,
  topicSteps,
} from '../src/facets/topics/index.ts';
import { spreadReplicas } from '../src/facets/topics/replica-spread.ts';
import type {
  KafkaBroker,
  LiveConfig,
  LivePartition,
  LiveTopic,
  Topic,
  TopicAction,
  TopicConfigs,
} from '../src/model/topic.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { plainTopic } from './support/plain-objects.ts';

const BASE = plainTopic('clicks', { partitions: 4, replicationFactor: null });

const liveConfig = (name: string, value: string | null, parts: Partial<LiveConfig> = {}): LiveConfig => ({
  name,
  value,
  source: 'default',
  inherited: value,
  isReadOnly: false,
  isSensitive: false,
  type: null,
  ...parts,
});

const partition = (index: number, replicas: readonly number[]): LivePartition => ({
  index,
  leader: replicas[0] ?? null,
  replicas,
  inSync: replicas,
});

/** A live topic with one replica of each partition, and these configs. */
function live(configs: readonly LiveConfig[], parts: Partial<LiveTopic> = {}): Topic {
  const partitions = [0, 1, 2, 3].map((index) => partition(index, [1]));
  const [topic] = liveTopics([
    { name: 'clicks', id: null, isInternal: false, partitions, configs, ...parts },
  ]);
  if (topic === undefined) throw new Error('no topic');
  return topic;
}

const wanted = (configs: TopicConfigs, parts: Partial<Topic> = {}): Topic =>
  canonicalTopic({ ...BASE, configs, ...parts });

function pairs<T>(samples: readonly T[]): readonly (readonly [T, T])[] {
  return samples.flatMap((a, at) => samples.filter((_, other) => other !== at).map((b) => [a, b] as const));
}

const actions = (before: Topic, after: Topic): readonly TopicAction[] =>
  topicSteps({ before, after }, 'kafka').flatMap((step) => (step.step === 'do' ? [step.action] : []));

describe.each(topicFacetNames)('topic facet %s', (name: TopicFacetName) => {
  const facet = topicFacets[name as 'partitions'] as TopicFacet<Topic[typeof name]>;
  const topicWith = (value: Topic[typeof name]): Topic => ({ ...BASE, [name]: value });

  it('finds a sample equal to itself and to no other', () => {
    for (const sample of facet.samples) {
      expect(facet.canonical(sample)).toEqual(sample);
      expect(topicChanges(topicWith(sample), topicWith(sample))).toEqual([]);
      expect(actions(topicWith(sample), topicWith(sample))).toEqual([]);
    }
    for (const [a, b] of pairs(facet.samples))
      expect(topicChanges(topicWith(a), topicWith(b)).map((change) => change.facet)).toEqual([name]);
  });

  it('plans a way from each sample to each other one, or says why not', () => {
    for (const [a, b] of pairs(facet.samples)) {
      const [before, after] = [topicWith(a), topicWith(b)];
      const steps = topicSteps({ before, after }, 'kafka').filter(({ step }) => step !== 'keep');
      expect(steps.length).toBeGreaterThan(0);
      if (steps.some(({ step }) => step === 'refuse')) continue;
      const reached = actions(before, after).reduce(topicAfter, before);
      expect(topicChanges(reached, after)).toEqual([]);
    }
  });

  it('describes a change in one line', () => {
    for (const [a, b] of pairs(facet.samples))
      expect(describeTopicFacet(name, topicWith(a), topicWith(b))).toMatch(/^[^\n]*\S[^\n]*$/);
  });
});

describe('partitions', () => {
  it('grow, which may move keys', () => {
    expect(
      topicSteps({ before: { ...BASE, partitions: 4 }, after: { ...BASE, partitions: 6 } }, 'kafka'),
    ).toEqual([
      {
        step: 'do',
        action: { kind: 'IncreaseTopicPartitions', before: 4, after: 6 },
        effect: { cost: 'metadata', hazards: ['REORDERS_KEYS'] },
      },
    ]);
  });

  it('never become fewer', () => {
    expect(topicSteps({ before: { ...BASE, partitions: 6 }, after: BASE }, 'kafka')).toEqual([
      {
        step: 'refuse',
        config: null,
        because: 'a topic cannot have fewer partitions than before: it has 6, the code says 4',
        hint: 'Set parallelism to 6, or give the stream a new version, which makes a new topic: the old one stays, with its messages.',
      },
    ]);
  });
});

describe('the replication factor', () => {
  const declared = (replicationFactor: number | null): Topic => ({ ...BASE, replicationFactor });

  it('is left to the cluster where the code says nothing', () => {
    expect(topicSteps({ before: live([]), after: declared(null) }, 'kafka')).toEqual([]);
  });

  it('is made even again after a move that was broken off', () => {
    const uneven = live([], { partitions: [partition(0, [1, 2]), partition(1, [2])] });
    expect(uneven.replicationFactor).toBe(1);
    const steps = topicSteps({ before: { ...uneven, partitions: 4 }, after: declared(1) }, 'kafka');
    expect(steps).toMatchObject([{ action: { kind: 'ReassignTopicReplicas', before: 1, after: 1 } }]);
  });

  it('is odd on Redpanda', () => {
    expect(topicSteps({ before: live([]), after: declared(2) }, 'redpanda')).toMatchObject([
      { step: 'refuse', hint: 'Set replicationFactor to 3.' },
    ]);
    expect(topicSteps({ before: live([]), after: declared(3) }, 'redpanda')).toMatchObject([{ step: 'do' }]);
  });

  it('is read from a topic; a Redpanda shows it as a config too, which is none', () => {
    const topic = live([liveConfig('replication.factor', '1', { source: 'topic' })]);
    expect([topic.replicationFactor, topic.configs]).toEqual([1, {}]);
  });
});

describe('configs', () => {
  const RETENTION = liveConfig('retention.ms', '604800000');
  const set = (name: string, value: string, inherited: string | null = null): LiveConfig =>
    liveConfig(name, value, { source: 'topic', inherited });

  it('that equal what the topic inherits are no difference, unless they are pinned', () => {
    const before = live([RETENTION]);
    expect(before.configs).toEqual({});
    expect(topicChanges(before, wanted({ 'retention.ms': '604800000' }))).toEqual([]);
    expect(actions(before, wanted({ 'retention.ms': '604800000' }, { isPinned: true }))).toEqual([
      {
        kind: 'ModifyTopicConfig',
        before: {},
        inherited: { 'retention.ms': '604800000' },
        set: { 'retention.ms': '604800000' },
        reset: [],
      },
    ]);
  });

  it('that the code does not name stay, and it is said', () => {
    const before = live([set('segment.ms', '3600000')]);
    const after = wanted({});
    expect(topicChanges(before, after)).toEqual([]);
    expect(topicSteps({ before, after }, 'kafka')).toEqual([
      {
        step: 'keep',
        config: 'segment.ms',
        because: 'set to 3600000 (1 h) on the topic; the code does not name it (null would reset it)',
      },
    ]);
  });

  it('are reset by null, and only when they are set', () => {
    const after = wanted({ 'segment.ms': null, 'retention.ms': null });
    expect(actions(live([set('segment.ms', '3600000'), RETENTION]), after)).toEqual([
      {
        kind: 'ModifyTopicConfig',
        before: { 'segment.ms': '3600000' },
        inherited: {},
        set: {},
        reset: ['segment.ms'],
      },
    ]);
    expect(topicChanges(live([RETENTION]), after)).toEqual([]);
  });

  it('that are sensitive or read-only are never compared, and never changed', () => {
    const before = live([
      set('secret.thing', 'x', null),
      liveConfig('read.only', '3', { source: 'topic', isReadOnly: true }),
      liveConfig('hidden', null, { source: 'topic', isSensitive: true }),
    ]);
    expect(before.configs).toEqual({ 'secret.thing': 'x' });
    const after = wanted({ hidden: 'guess', 'read.only': '4', 'secret.thing': 'x' });
    expect(topicSteps({ before, after }, 'kafka')).toEqual([
      {
        step: 'keep',
        config: 'hidden',
        because: 'the broker does not show its value, so nobody can see whether it differs',
      },
      {
        step: 'refuse',
        config: 'read.only',
        because: 'the broker lets nobody change it: it is 3',
        hint: 'Take it out of the code.',
      },
    ]);
  });

  it('that we may not see are not touched', () => {
    const before = { ...live([]), live: { ...(live([]).live as LiveTopic), configs: null } };
    const after = wanted({ 'retention.ms': '5' });
    expect(topicChanges(before, after)).toMatchObject([{ facet: 'configs', verdict: { is: 'refuse' } }]);
    expect(topicSteps({ before, after }, 'kafka')).toMatchObject([
      { step: 'refuse', because: 'its configs cannot be seen: the cluster gives no right to them' },
    ]);
    expect(topicChanges(before, wanted({}))).toEqual([]);
  });

  it('that Redpanda does not know are left to it; Kafka judges them itself', () => {
    const [before, after] = [live([RETENTION]), wanted({ 'min.insync.replicas': '2' })];
    expect(topicSteps({ before, after }, 'redpanda')).toMatchObject([
      { step: 'keep', config: 'min.insync.replicas', because: expect.stringContaining('forget') },
    ]);
    expect(topicSteps({ before, after }, 'kafka')).toMatchObject([
      { step: 'do', action: { set: { 'min.insync.replicas': '2' } } },
    ]);
  });

  it('are known by both of their names on Redpanda', () => {
    const before = live([set('redpanda.value.schema.id.validation', 'true')]);
    expect(actions(before, wanted({ 'confluent.value.schema.validation': 'TRUE' }))).toEqual([]);
  });

  it('that only move replicas are not the topic’s own', () => {
    const before = live([set('leader.replication.throttled.replicas', '0:1')]);
    expect(topicSteps({ before, after: wanted({}) }, 'kafka')).toEqual([]);
  });

  it('of which several change are changed at once, and each hazard is named', () => {
    const before = live([
      RETENTION,
      set('cleanup.policy', 'delete'),
      liveConfig('max.message.bytes', '1048588'),
    ]);
    const after = wanted({
      'cleanup.policy': 'delete,compact',
      'max.message.bytes': '1000',
      'retention.ms': '1209600000',
    });
    expect(topicSteps({ before, after }, 'kafka')).toEqual([
      {
        step: 'do',
        action: {
          kind: 'ModifyTopicConfig',
          before: { 'cleanup.policy': 'delete' },
          inherited: { 'max.message.bytes': '1048588', 'retention.ms': '604800000' },
          set: {
            'cleanup.policy': 'compact,delete',
            'max.message.bytes': '1000',
            'retention.ms': '1209600000',
          },
          reset: [],
        },
        effect: { cost: 'metadata', hazards: ['BLOCKS_WRITES', 'BREAKS_DEPENDENTS', 'EXPIRES_ROWS'] },
      },
    ]);
  });

  it('harm by the direction of a change', () => {
    expect(configHazards('retention.ms', '604800000', '3600000')).toEqual(['EXPIRES_ROWS']);
    expect(configHazards('retention.ms', '-1', '3600000')).toEqual(['EXPIRES_ROWS']);
    expect(configHazards('retention.ms', '3600000', '-1')).toEqual([]);
    expect(configHazards('retention.bytes', '1000', '2000')).toEqual([]);
    expect(configHazards('retention.ms', '3600000', null)).toEqual(['EXPIRES_ROWS']);
    expect(configHazards('cleanup.policy', 'compact,delete', 'compact')).toEqual([]);
    expect(configHazards('cleanup.policy', 'compact', 'delete,compact')).toEqual(['EXPIRES_ROWS']);
    expect(configHazards('cleanup.policy', 'delete', 'compact')).toEqual(['EXPIRES_ROWS', 'BLOCKS_WRITES']);
    expect(configHazards('cleanup.policy', null, 'delete')).toEqual(['EXPIRES_ROWS']);
    expect(configHazards('min.insync.replicas', '1', '2')).toEqual(['BLOCKS_WRITES']);
    expect(configHazards('min.insync.replicas', '2', '1')).toEqual([]);
    expect(configHazards('remote.storage.enable', 'true', 'false')).toEqual(['EXPIRES_ROWS']);
    expect(configHazards('segment.bytes', '3', '2')).toEqual([]);
  });

  it('are described with what their numbers mean', () => {
    const before = wanted({ 'retention.ms': '604800000', 'segment.bytes': '1073741824' });
    const after = wanted({ 'retention.ms': '-1', 'segment.bytes': null, 'cleanup.policy': 'compact,delete' });
    expect(describeTopicFacet('configs', before, after)).toBe(
      'configs cleanup.policy inherited -> compact, delete, retention.ms 604800000 (7 d) -> -1 (no limit), segment.bytes 1073741824 (1 GiB) -> inherited',
    );
  });
});

describe.each(Object.keys(configKinds) as ConfigKindName[])('config kind %s', (name) => {
  const kind = configKinds[name];

  it('has one spelling for each value, and shows it on one line', () => {
    expect(new Set(kind.samples).size).toBe(kind.samples.length);
    for (const sample of kind.samples) {
      expect(kind.canonical(sample)).toBe(sample);
      expect(kind.show(sample)).toMatch(/^[^\n]+$/);
    }
  });
});

describe('config values', () => {
  it.each([
    ['retention.ms', '+0604800000', '604800000'],
    ['retention.ms', ' 86400000 ', '86400000'],
    ['cleanup.policy', 'delete, compact', 'compact,delete'],
    ['cleanup.policy', 'compact,compact', 'compact'],
    ['preallocate', 'True', 'true'],
    ['min.cleanable.dirty.ratio', '0.50', '0.5'],
    ['flush.ms', '9223372036854775807', '9223372036854775807'],
    ['compression.type', 'zstd', 'zstd'],
    ['retention.ms', 'soon', 'soon'],
  ])('%s = %j is %j', (name, text, canonical) => {
    expect(canonicalConfigValue(name, text)).toBe(canonical);
    expect(sameConfigValue(name, text, canonical)).toBe(true);
  });

  it('that we do not know by name are read as the broker says', () => {
    expect(sameConfigValue('my.list', 'b,a', 'a,b', 'list')).toBe(true);
    expect(sameConfigValue('my.list', 'b,a', 'a,b')).toBe(false);
    expect(sameConfigValue('retention.ms', null, '1')).toBe(false);
    expect(sameConfigValue('flush.ms', '9223372036854775807', '9223372036854775806')).toBe(false);
  });

  it.each([
    ['retention.ms', '5400000', '5400000 (90 min)'],
    ['retention.ms', '1500', '1500'],
    ['max.message.bytes', '2097152', '2097152 (2 MiB)'],
    ['flush.ms', '9223372036854775807', '9223372036854775807 (no limit)'],
    ['cleanup.policy', '', 'nothing'],
  ])('%s = %s is shown as %s', (name, text, shown) => {
    expect(showConfigValue(name, text)).toBe(shown);
  });
});

describe('topics of others', () => {
  it.each([
    ['__consumer_offsets', 'the cluster'],
    ['_schemas', 'the schema registry'],
    ['_confluent-metrics', 'Confluent'],
    ['connect-offsets', 'Kafka Connect'],
    ['docker-connect-configs', 'Kafka Connect'],
    ['app-KSTREAM-AGGREGATE-STATE-STORE-0000000003-changelog', 'Kafka Streams'],
    ['orders-by-user-repartition', 'Kafka Streams'],
    ['_confluent-ksql-default__command_topic', 'Confluent'],
    ['ksql_processing_log', 'ksqlDB'],
    ['mm2-offset-syncs.west.internal', 'MirrorMaker'],
    ['_redpanda.audit_log', 'Redpanda'],
    ['clicks', null],
    ['connect-the-dots', null],
    ['team.schemas', null],
    ['changelog', null],
  ])('%s is kept by %s', (name, keeper) => {
    expect(keeperOf({ name, isInternal: false })).toBe(keeper);
  });

  it('are those that the cluster calls internal', () => {
    expect(keeperOf({ name: 'clicks', isInternal: true })).toBe('the cluster');
  });
});

describe('replicas', () => {
  const brokers = (racks: readonly (string | null)[]): readonly KafkaBroker[] =>
    racks.map((rack, at) => ({ id: at + 1, host: 'h', port: 9092, rack }));
  const spread = (
    partitions: readonly (readonly number[])[],
    racks: readonly (string | null)[],
    factor: number,
  ) => {
    const result = spreadReplicas(
      partitions.map((replicas, index) => partition(index, replicas)),
      brokers(racks),
      factor,
    );
    return result.is === 'possible' ? result.replicas : result.because;
  };

  it('go to racks that a partition is not in yet, evenly, and nothing moves that need not', () => {
    expect(spread([[1], [2], [1], [4]], ['a', 'a', 'b', 'b', 'c', 'c'], 3)).toEqual([
      [1, 3, 5],
      [2, 6, 3],
      [1, 4, 5],
      [4, 2, 6],
    ]);
  });

  it('are taken from racks that hold several, and never from the leader', () => {
    expect(spread([[1, 2, 3]], ['a', 'a', 'b'], 2)).toEqual([[1, 3]]);
    expect(spread([[2, 1, 9]], ['a', 'b'], 2)).toEqual([[2, 1]]);
    expect(
      spread(
        [
          [3, 1],
          [3, 2],
        ],
        [null, null, null],
        1,
      ),
    ).toEqual([[3], [3]]);
  });

  it('need as many brokers', () => {
    expect(spread([[1]], ['a', 'b'], 3)).toBe('3 replicas need as many brokers, and the cluster has 2');
  });
});

describeWithKafka.each(['3.9', '4.1'] as const)('on Kafka %s', (line) => {
  let admin: TopicAdmin;
  beforeAll(async () => {
    admin = await connectKafka(plainTarget((await kafkaCluster(line)).plain));
  }, KAFKA_START_MS);
  afterAll(() => admin?.close());

  const create = async (topics: readonly Topic[]): Promise<void> => {
    const results = await admin.createTopics(
      topics.map(({ name, partitions, configs }) => ({
        name,
        partitions,
        replicationFactor: 1,
        configs: configs as Readonly<Record<string, string>>,
      })),
      { validateOnly: false },
    );
    expect(results.filter(({ outcome }) => outcome.is !== 'done')).toEqual([]);
  };
  const read = async (topics: readonly Topic[]): Promise<ReadonlyMap<string, Topic>> => {
    const found = liveTopics(await admin.readTopics(topics.map(({ name }) => name)));
    return new Map(found.map((topic) => [topic.name, topic]));
  };
  const named = (base: string, parts: Partial<Topic>): Topic =>
    wanted({}, { ...parts, name: topicName(base) });
  const differences = async (topics: readonly Topic[]) => {
    const found = await read(topics);
    return topics.flatMap((after) => {
      const before = found.get(after.name);
      if (before === undefined) throw new Error(`${after.name} is not there`);
      return topicSteps({ before, after }, 'kafka').filter(({ step }) => step !== 'keep');
    });
  };

  it('every value of every config comes back as it went, and nothing is to be done', async () => {
    const values = await possibleConfigs(admin);
    expect(values.length).toBeGreaterThan(40);
    const topics = values.map((configs) => named('value', { configs }));
    await create(topics);
    expect(await differences(topics)).toEqual([]);
    for (const [name, topic] of await read(topics)) {
      const { configs } = topics.find((each) => each.name === name) ?? BASE;
      expect(topic.configs).toEqual(canonicalTopic({ ...BASE, configs }).configs);
    }
  });

  it('each sample is altered to each other one, and then nothing is to be done', async () => {
    const ways = pairs(topicFacets.configs.samples).map(([a, b]) => ({
      before: named('from', { configs: a, partitions: 3 }),
      configs: b,
    }));
    await create(ways.map(({ before }) => before));
    const found = await read(ways.map(({ before }) => before));
    const after = ways.map(({ before, configs }) => wanted(configs, { name: before.name, partitions: 5 }));
    const grown: { topic: string; partitions: number }[] = [];
    const altered: { topic: string; set: Readonly<Record<string, string>>; reset: readonly string[] }[] = [];
    for (const topic of after) {
      for (const action of actions(found.get(topic.name) ?? BASE, topic)) {
        if (action.kind === 'IncreaseTopicPartitions')
          grown.push({ topic: topic.name, partitions: action.after });
        if (action.kind === 'ModifyTopicConfig')
          altered.push({ topic: topic.name, set: action.set, reset: action.reset });
      }
    }
    expect([grown.length, altered.length]).toEqual([ways.length, ways.length]);
    for (const validateOnly of [true, false]) {
      const results = [
        ...(await admin.growTopics(grown, { validateOnly })),
        ...(await admin.alterConfigs(altered, { validateOnly })),
      ];
      expect(results.filter(({ outcome }) => outcome.is !== 'done')).toEqual([]);
    }
    expect(await differences(after)).toEqual([]);
  });
});

/** Values to try, by the kind of the config; some are only possible for some. */
const TRIED: Readonly<Record<string, readonly string[]>> = {
  'cleanup.policy': ['compact', 'delete,compact', 'compact, delete'],
  'compression.type': ['zstd', 'lz4', 'gzip', 'snappy', 'uncompressed', 'producer'],
  'compression.zstd.level': ['7'],
  'delete.retention.ms': ['+0000042', '0'],
  'file.delete.delay.ms': ['77'],
  'flush.messages': ['1000'],
  'flush.ms': ['9223372036854775807', '500'],
  'index.interval.bytes': ['8192'],
  'max.compaction.lag.ms': ['3600000'],
  'max.message.bytes': ['1048588', ' 2097152 '],
  'message.timestamp.after.max.ms': ['60000'],
  'message.timestamp.before.max.ms': ['60000'],
  'message.timestamp.type': ['LogAppendTime', 'CreateTime'],
  'min.cleanable.dirty.ratio': ['0.50', '0.25', '1', '1e-1'],
  'min.compaction.lag.ms': ['5'],
  'min.insync.replicas': ['2'],
  preallocate: ['True', 'false'],
  'retention.bytes': ['-1', '5368709120'],
  'retention.ms': ['-1', '604800000', '86400001', '31536000000'],
  'segment.bytes': ['1073741824', '2097152'],
  'segment.index.bytes': ['4096'],
  'segment.jitter.ms': ['9'],
  'segment.ms': ['3600000'],
  'unclean.leader.election.enable': ['TRUE'],
};

async function possibleConfigs(admin: TopicAdmin): Promise<readonly Readonly<Record<string, string>>[]> {
  const all = Object.entries(TRIED).flatMap(([name, values]) => values.map((value) => ({ [name]: value })));
  const names = all.map(() => topicName('try'));
  const results = await admin.createTopics(
    all.map((configs, at) => ({ name: names[at] ?? '', partitions: 1, replicationFactor: 1, configs })),
    { validateOnly: true },
  );
  return all.filter((_, at) => results[at]?.outcome.is === 'done');
}
