import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { NewTopic, TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import type { LiveTopic } from '../src/model/topic.ts';
import { type FakeBroker, startFakeBroker } from './support/fake-broker.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';

const CHECK = { validateOnly: true };
const DO = { validateOnly: false };
const DONE = { is: 'done', ignored: [] };

const refused = (name: string, message: RegExp) => ({
  is: 'refused',
  error: { code: expect.any(Number), name, message: expect.stringMatching(message) },
});

const topic = (name: string, parts: Partial<NewTopic> = {}): NewTopic => ({
  name,
  partitions: 3,
  replicationFactor: 1,
  configs: {},
  ...parts,
});

/** Configs that are set on the topic itself. */
const own = (live: LiveTopic | undefined) =>
  Object.fromEntries(
    (live?.configs ?? []).filter(({ source }) => source === 'topic').map(({ name, value }) => [name, value]),
  );

/** What every broker must do alike, real ones and the fake in both of its flavours. */
function conformance(open: () => Promise<TopicAdmin>, isRedpanda: boolean): void {
  let admin: TopicAdmin;
  beforeAll(async () => {
    admin = await open();
  }, KAFKA_START_MS);
  afterAll(() => admin?.close());

  const made = async (parts: Partial<NewTopic> = {}): Promise<string> => {
    const name = topicName('made');
    expect(await admin.createTopics([topic(name, parts)], DO)).toEqual([{ topic: name, outcome: DONE }]);
    return name;
  };
  const read = async (name: string): Promise<LiveTopic | undefined> => (await admin.readTopics([name]))[0];

  it('tells who it is', () => {
    const { id, flavour, brokers } = admin.cluster;
    expect(id).toMatch(/.{8,}/);
    expect(flavour).toBe(isRedpanda ? 'redpanda' : 'kafka');
    expect(brokers.map(({ id: broker }) => broker)).toEqual(brokers.map(({ id: broker }) => broker).sort());
    for (const broker of brokers)
      expect(broker).toMatchObject({ host: '127.0.0.1', rack: expect.stringMatching(/^\w+$/) });
  });

  it('makes a topic that is there when the call returns, and reads it back', async () => {
    const configs = { 'segment.bytes': '2097152', 'cleanup.policy': 'compact,delete' };
    const live = await read(await made({ partitions: 5, configs }));
    expect(live?.partitions.map(({ index, replicas }) => [index, replicas.length])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [index, 1]),
    );
    for (const { leader, replicas, inSync } of live?.partitions ?? []) {
      expect(leader).toBe(replicas[0]);
      expect(inSync).toEqual(replicas);
    }
    expect(own(live)).toEqual(configs);
    expect(live?.configs?.find(({ name }) => name === 'segment.bytes')).toEqual({
      name: 'segment.bytes',
      value: '2097152',
      source: 'topic',
      inherited: '1073741824',
      isReadOnly: false,
      isSensitive: false,
      type: isRedpanda ? null : 'whole',
    });
    expect(live?.configs?.find(({ name }) => name === 'compression.type')).toMatchObject({
      value: 'producer',
      source: 'default',
      inherited: 'producer',
    });
    expect(live?.id === null).toBe(isRedpanda);
  });

  it('tells of an empty topic that nothing is in it, and nothing of it is on its way', async () => {
    const name = await made();
    // Until its leaders have heard of their partitions, the number of messages is null.
    await vi.waitFor(async () =>
      expect(await admin.sampleKeys([name])).toEqual([
        { topic: name, messages: 0n, looked: 0, keyed: 0, obstacle: null },
      ]),
    );
    expect(await admin.listMoves([name])).toEqual([]);
    const leader = (await read(name))?.partitions[0]?.leader ?? 0;
    const still = { topic: name, partition: 0, staying: [leader], adding: [leader], removing: [] };
    expect(await admin.measureMoves([still])).toMatchObject({ left: 0 });
  });

  it('checks without changing anything', async () => {
    const [good, there, bad] = [topicName('good'), await made(), topicName('bad')];
    const wanted = [topic(good), topic(there), topic(bad, { configs: { 'retention.ms': 'soon' } })];
    expect(await admin.createTopics(wanted, CHECK)).toEqual([
      { topic: good, outcome: DONE },
      { topic: there, outcome: refused('TOPIC_ALREADY_EXISTS', new RegExp(there)) },
      { topic: bad, outcome: refused('INVALID_CONFIG', /soon/) },
    ]);
    expect(await admin.growTopics([{ topic: there, partitions: 9 }], CHECK)).toEqual([
      { topic: there, outcome: DONE },
    ]);
    const set = { 'retention.ms': '1234' };
    expect(await admin.alterConfigs([{ topic: there, set, reset: [] }], CHECK)).toEqual([
      { topic: there, outcome: DONE },
    ]);
    const live = await admin.readTopics([good, there, bad]);
    expect(live.map(({ name, partitions }) => [name, partitions.length])).toEqual([[there, 3]]);
    expect(own(live[0])).toEqual({});
  });

  it('makes the good topics of a batch, and says of each other one why not', async () => {
    const [first, second, third] = [topicName('first'), topicName('second'), topicName('third')];
    const wanted = [
      topic(first),
      topic(second, { replicationFactor: 9 }),
      topic(third, { configs: { 'retention.msx': '1' } }),
    ];
    expect(await admin.createTopics(wanted, DO)).toEqual([
      { topic: first, outcome: DONE },
      { topic: second, outcome: refused('INVALID_REPLICATION_FACTOR', /./) },
      { topic: third, outcome: refused('INVALID_CONFIG', /retention\.msx/) },
    ]);
    const live = await admin.readTopics([third, second, first]);
    expect(live.map(({ name }) => name)).toEqual([first]);
  });

  it('reads the topics that are there, makes none by asking, and lists them all', async () => {
    const [there, missing] = [await made(), topicName('missing')];
    expect((await admin.readTopics([missing, there])).map(({ name }) => name)).toEqual([there]);
    const listed = (await admin.listTopics()).map(({ name }) => name);
    expect(listed).toContain(there);
    expect(listed).not.toContain(missing);
    expect(listed).toEqual([...listed].sort());
    expect(await admin.readTopics([])).toEqual([]);
    expect((await admin.readTopics(null)).map(({ name }) => name)).toContain(there);
  });

  it('adds partitions, and takes none away', async () => {
    const [small, missing] = [await made({ partitions: 2 }), topicName('missing')];
    const growths = [
      { topic: missing, partitions: 4 },
      { topic: small, partitions: 6 },
    ];
    expect(await admin.growTopics(growths, DO)).toEqual([
      { topic: missing, outcome: refused('UNKNOWN_TOPIC_OR_PARTITION', /./) },
      { topic: small, outcome: DONE },
    ]);
    expect((await read(small))?.partitions).toHaveLength(6);
    expect(await admin.growTopics([{ topic: small, partitions: 5 }], DO)).toEqual([
      { topic: small, outcome: refused('INVALID_PARTITIONS', /./) },
    ]);
    expect((await read(small))?.partitions).toHaveLength(6);
  });

  it('changes the configs that are named, and leaves the others', async () => {
    const name = await made({ configs: { 'cleanup.policy': 'compact', 'segment.bytes': '2097152' } });
    const change = { topic: name, set: { 'retention.ms': '7200000' }, reset: ['segment.bytes'] };
    expect(await admin.alterConfigs([change], DO)).toEqual([{ topic: name, outcome: DONE }]);
    const live = await read(name);
    expect(own(live)).toEqual({ 'cleanup.policy': 'compact', 'retention.ms': '7200000' });
    expect(live?.configs?.find((config) => config.name === 'segment.bytes')?.source).toBe('default');
    // A second time it is as it should be.
    expect(await admin.alterConfigs([change], DO)).toEqual([{ topic: name, outcome: DONE }]);
  });

  it('says for each topic whether its configs were changed', async () => {
    const [good, bad, missing] = [await made(), await made(), topicName('missing')];
    const change = (name: string, value: string) => ({
      topic: name,
      set: { 'max.message.bytes': value },
      reset: [],
    });
    const outcomes = await admin.alterConfigs(
      [change(bad, 'big'), change(good, '2000000'), change(missing, '3000000')],
      DO,
    );
    expect(outcomes).toEqual([
      { topic: bad, outcome: refused('INVALID_CONFIG', /big/) },
      { topic: good, outcome: DONE },
      { topic: missing, outcome: refused('UNKNOWN_TOPIC_OR_PARTITION', /./) },
    ]);
    expect(own(await read(good))).toEqual({ 'max.message.bytes': '2000000' });
    expect(own(await read(bad))).toEqual({});
  });

  it('deletes topics, which are gone when the call returns', async () => {
    const [gone, missing] = [await made(), topicName('missing')];
    const id = (await read(gone))?.id ?? null;
    const deletions = [
      { topic: missing, id: null },
      { topic: gone, id },
    ];
    expect(await admin.deleteTopics(deletions)).toEqual([
      { topic: missing, outcome: refused('UNKNOWN_TOPIC_OR_PARTITION', /./) },
      { topic: gone, outcome: DONE },
    ]);
    expect((await admin.listTopics()).map(({ name }) => name)).not.toContain(gone);
  });

  it.skipIf(isRedpanda)('does not delete another topic of the same name', async () => {
    const name = await made();
    const before = (await read(name))?.id ?? null;
    await admin.deleteTopics([{ topic: name, id: before }]);
    await admin.createTopics([topic(name)], DO);
    expect(await admin.deleteTopics([{ topic: name, id: before }])).toEqual([
      { topic: name, outcome: refused('UNKNOWN_TOPIC_ID', /./) },
    ]);
    expect((await read(name))?.id).not.toBe(before);
  });
}

describeWithKafka.each(['3.9', '4.1'] as const)('Kafka %s', (line) => {
  conformance(async () => connectKafka(plainTarget((await kafkaCluster(line)).plain)), false);
});

describe.each(['kafka', 'redpanda'] as const)('the fake %s', (flavour) => {
  let broker: FakeBroker;
  beforeAll(async () => {
    broker = await startFakeBroker(flavour);
  });
  afterAll(() => broker.stop());
  conformance(() => connectKafka(plainTarget([broker.address])), flavour === 'redpanda');
});
