import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectBrokers } from '../src/drivers/kafka/connection.ts';
import { type FlavourEvidence, flavourOf } from '../src/drivers/kafka/flavour.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import { clusterOf } from '../src/drivers/kafka/kafkajs-cluster.ts';
import { incrementalAlterConfigs0 } from '../src/drivers/kafka/messages/configs.ts';
import { deleteTopics6 } from '../src/drivers/kafka/messages/topics.ts';
import type { NewTopic, TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { AppError } from '../src/errors.ts';
import { type FakeBroker, startFakeBroker } from './support/fake-broker.ts';
import type { FakeFlavour } from './support/fake-cluster.ts';
import { plainTarget } from './support/kafka-broker.ts';

const DO = { validateOnly: false };
const DONE = { is: 'done', ignored: [] };
const topic = (name: string, configs: Readonly<Record<string, string>> = {}): NewTopic => ({
  name,
  partitions: 2,
  replicationFactor: 1,
  configs,
});

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function open(
  flavour: FakeFlavour,
  sightLimitMs = 20_000,
): Promise<{ readonly broker: FakeBroker; readonly admin: TopicAdmin }> {
  const broker = await startFakeBroker(flavour);
  opened.push(() => broker.stop());
  const admin = await connectKafka(plainTarget([broker.address]), sightLimitMs);
  opened.push(() => admin.close());
  return { broker, admin };
}

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error(`no AppError but ${String(error)}`);
}

describe('what cannot be seen at once', () => {
  it('is waited for: a new topic, partitions, configs, the end of a topic', async () => {
    const { broker, admin } = await open('kafka');
    broker.faults.lookedPast = 3;
    expect(await admin.createTopics([topic('late')], DO)).toEqual([{ topic: 'late', outcome: DONE }]);
    broker.faults.lookedPast = 3;
    expect(await admin.growTopics([{ topic: 'late', partitions: 5 }], DO)).toMatchObject([{ outcome: DONE }]);
    expect((await admin.readTopics(['late']))[0]?.partitions).toHaveLength(5);
    broker.faults.lookedPast = 3;
    const alteration = { topic: 'late', set: { 'retention.ms': '4000' }, reset: [] };
    expect(await admin.alterConfigs([alteration], DO)).toMatchObject([{ outcome: DONE }]);
    expect(broker.faults.lookedPast).toBe(0);
    // A value that is the same as the inherited one is seen when it is the topic's own.
    broker.faults.lookedPast = 3;
    const pin = { topic: 'late', set: { 'segment.bytes': '1073741824' }, reset: ['retention.ms'] };
    expect(await admin.alterConfigs([pin], DO)).toMatchObject([{ outcome: DONE }]);
    expect(broker.faults.lookedPast).toBe(0);
    broker.faults.lookedPast = 3;
    expect(await admin.deleteTopics([{ topic: 'late', id: null }])).toMatchObject([{ outcome: DONE }]);
    expect(await admin.listTopics()).toEqual([]);
  });

  it('is said to be unseen when it takes too long, and not to be done', async () => {
    const { broker, admin } = await open('kafka', 60);
    broker.faults.lookedPast = 1000;
    expect(await admin.createTopics([topic('never')], DO)).toEqual([
      { topic: 'never', outcome: { is: 'unseen', why: 'not to be seen after 0.06 s' } },
    ]);
    broker.faults.lookedPast = 0;
    expect(await admin.listTopics()).toHaveLength(1);
    broker.faults.lookedPast = 1000;
    expect(await admin.deleteTopics([{ topic: 'never', id: null }])).toEqual([
      { topic: 'never', outcome: { is: 'unseen', why: 'still to be seen after 0.06 s' } },
    ]);
  });
});

describe.each(['kafka', 'redpanda'] as const)('a degraded %s', (flavour) => {
  it('with a partition without a leader is read and changed all the same', async () => {
    const { broker, admin } = await open(flavour);
    await admin.createTopics([topic('sick'), topic('well')], DO);
    broker.faults.leaderless.add('sick');
    expect((await admin.listTopics()).map(({ name }) => name)).toEqual(['sick', 'well']);
    const [sick] = await admin.readTopics(['sick']);
    expect(sick?.partitions.map(({ leader }) => leader)).toEqual([null, 7]);
    expect(sick?.configs?.length).toBeGreaterThan(3);
    expect(await admin.createTopics([topic('new')], DO)).toMatchObject([{ outcome: DONE }]);
    expect(await admin.growTopics([{ topic: 'well', partitions: 4 }], DO)).toMatchObject([{ outcome: DONE }]);
    const again = await connectKafka(plainTarget([broker.address]));
    expect(again.cluster.brokers).toHaveLength(1);
    await again.close();
  });

  it('that refuses one topic of a batch keeps its own words, and does the others', async () => {
    const { broker, admin } = await open(flavour);
    broker.faults.refused.set('b', { code: 44, message: 'names must begin with the team: team.b' });
    broker.faults.refused.set('c', { code: 29, message: null });
    const results = await admin.createTopics([topic('a'), topic('b'), topic('c'), topic('d')], DO);
    expect(results.map(({ outcome }) => (outcome.is === 'refused' ? outcome.error : outcome.is))).toEqual([
      'done',
      { code: 44, name: 'POLICY_VIOLATION', message: 'names must begin with the team: team.b' },
      { code: 29, name: 'TOPIC_AUTHORIZATION_FAILED', message: 'no right to this topic' },
      'done',
    ]);
    expect((await admin.listTopics()).map(({ name }) => name)).toEqual(['a', 'd']);
  });
});

describe('a connection that breaks', () => {
  it('during a question is made anew, and the question asked again', async () => {
    const { broker, admin } = await open('kafka');
    await admin.createTopics([topic('t')], DO);
    broker.faults.dropped = { api: 'Metadata', when: 'before' };
    expect(await admin.listTopics()).toHaveLength(1);
    broker.faults.dropped = { api: 'DescribeConfigs', when: 'after' };
    expect(await admin.readTopics(['t'])).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)(
    'during a change, %s it was made, leaves it open and sends nothing twice',
    async (when) => {
      const { broker, admin } = await open('kafka');
      broker.faults.dropped = { api: 'CreateTopics', when };
      const error = await errorOf(admin.createTopics([topic('t')], DO));
      expect(error).toMatchObject({ code: 'TARGET_UNREACHABLE' });
      expect(error.message).toMatch(
        /^The connection to Kafka at 127\.0\.0\.1:\d+ broke during CreateTopics: .* The change may have been made\.$/,
      );
      expect(broker.requests.filter((name) => name === 'CreateTopics')).toHaveLength(1);
      expect(await admin.listTopics()).toHaveLength(when === 'after' ? 1 : 0);
    },
  );

  it('to a broker that is gone says so', async () => {
    const { broker, admin } = await open('kafka');
    await broker.stop();
    const error = await errorOf(admin.listTopics());
    expect(error).toMatchObject({ code: 'TARGET_UNREACHABLE' });
    expect(error.message).toContain(`${broker.address} cannot be reached: nothing listens on that port.`);
  });
});

describe('connecting', () => {
  it('goes through the list until a broker answers', async () => {
    const { broker } = await open('kafka');
    const { address } = await startStopped();
    const admin = await connectKafka(plainTarget([address, address, broker.address]));
    expect(admin.cluster.id).toBe(broker.cluster.id);
    await admin.close();
  });

  it('takes a broker that accepts connections and says nothing for one that does not answer', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const halted = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const error = await errorOf(connectBrokers(plainTarget([halted, halted]), 250));
    expect(error).toMatchObject({ code: 'TARGET_UNREACHABLE', hint: expect.stringContaining('halted') });
    expect(error.message).toContain('no answer came in time');
    // Another one of the list is asked, whichever comes first.
    const { broker } = await open('kafka');
    for (const brokers of [
      [halted, broker.address],
      [broker.address, halted],
    ]) {
      const connections = await connectBrokers(plainTarget(brokers), 250);
      expect(connections.speaks(incrementalAlterConfigs0)).toBe(true);
      await connections.close();
    }
    silent.close();
  });

  it.each(['host:0', 'http://host:9092', 'a b', '', 'host:70000'])('refuses %j as a broker', async (text) => {
    expect(await errorOf(connectKafka(plainTarget([text])))).toMatchObject({ code: 'TARGET_INVALID' });
  });

  it('refuses brokers that cannot change single configs', async () => {
    const broker = await startFakeBroker('kafka', [incrementalAlterConfigs0]);
    opened.push(() => broker.stop());
    const error = await errorOf(connectKafka(plainTarget([broker.address])));
    expect(error).toMatchObject({ code: 'TARGET_TOO_OLD' });
    expect(error.message).toContain('IncrementalAlterConfigs');
  });

  it('takes an address with colons in it', async () => {
    const { broker } = await open('kafka');
    const [, port] = broker.address.split(':');
    const admin = await connectKafka(plainTarget([`[::ffff:127.0.0.1]:${port}`]));
    expect(admin.cluster.id).toBe(broker.cluster.id);
    await admin.close();
  });

  it('takes the flavour that the configuration names', async () => {
    const { broker } = await open('redpanda');
    const admin = await connectKafka({ ...plainTarget([broker.address]), flavour: 'msk' });
    expect(admin.cluster.flavour).toBe('msk');
    await admin.close();
  });

  it('prints nothing, whatever goes wrong and whatever the environment says', async () => {
    vi.stubEnv('KAFKAJS_LOG_LEVEL', 'DEBUG');
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    const streams = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
    try {
      const { broker, admin } = await open('kafka');
      broker.faults.dropped = { api: 'CreateTopics', when: 'before' };
      await errorOf(admin.createTopics([topic('t')], DO));
      await errorOf(connectKafka(plainTarget([(await startStopped()).address])));
      for (const spy of [...spies, ...streams]) expect(spy).not.toHaveBeenCalled();
    } finally {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    }
  });

  it('sets no timer that lies in the past', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    try {
      const { admin } = await open('kafka');
      await admin.createTopics([topic('t')], DO);
      const waits = timers.mock.calls.map(([, wait]) => wait ?? 0);
      expect(waits.length).toBeGreaterThan(0);
      expect(waits.filter((wait) => wait < 0)).toEqual([]);
    } finally {
      vi.restoreAllMocks();
    }
  });
});

describe('the flavour', () => {
  const evidence = (parts: Partial<FlavourEvidence>, host = 'broker.example'): FlavourEvidence => ({
    clusterId: 'RB1j67w566NZyQYezoSCvQ',
    brokers: [{ id: 4, host, port: 9094, rack: null }],
    configNames: ['retention.ms'],
    ...parts,
  });

  it.each([
    ['kafka', evidence({})],
    ['kafka', evidence({ clusterId: null, configNames: [] })],
    ['redpanda', evidence({ clusterId: 'redpanda.0d2a' })],
    ['redpanda', evidence({ configNames: ['confluent.key.schema.validation', 'redpanda.remote.read'] })],
    ['confluent', evidence({ clusterId: 'lkc-7x2k1' })],
    ['confluent', evidence({}, 'b0-pkc-4nym6.us-east-1.aws.Confluent.cloud')],
    ['confluent', evidence({ configNames: ['confluent.placement.constraints'] })],
    ['msk', evidence({}, 'b-1.shop.x7k2.c3.kafka.eu-west-1.amazonaws.com')],
    ['msk', evidence({}, 'boot-9z.c2.kafka-serverless.eu-west-1.amazonaws.com')],
    ['kafka', evidence({}, 'amazonaws.com.example')],
  ])('is %s', (flavour, shown) => {
    expect(flavourOf(shown)).toBe(flavour);
  });
});

describe('another controller', () => {
  it('gets the change', async () => {
    const { broker, admin } = await open('kafka');
    broker.faults.notController = 2;
    expect(await admin.createTopics([topic('t')], DO)).toEqual([{ topic: 't', outcome: DONE }]);
    expect(broker.requests.filter((name) => name === 'CreateTopics')).toHaveLength(3);
  });
});

describe('Redpanda', () => {
  it('takes configs that it does not know, and we say which it ignored', async () => {
    const { admin } = await open('redpanda');
    const configs = { 'min.insync.replicas': '2', 'retention.ms': '9000' };
    const ignored = { is: 'done', ignored: ['min.insync.replicas'] };
    expect(await admin.createTopics([topic('t', configs)], DO)).toEqual([{ topic: 't', outcome: ignored }]);
    const alteration = { topic: 't', set: { 'min.insync.replicas': '3' }, reset: ['retention.ms'] };
    expect(await admin.alterConfigs([alteration], DO)).toEqual([{ topic: 't', outcome: ignored }]);
  });
});

describe('an older broker', () => {
  it('is asked with the older requests', async () => {
    const broker = await startFakeBroker('redpanda', [deleteTopics6]);
    opened.push(() => broker.stop());
    const admin = await connectKafka(plainTarget([broker.address]));
    opened.push(() => admin.close());
    await admin.createTopics([topic('t')], DO);
    expect(await admin.deleteTopics([{ topic: 't', id: 'any' }])).toEqual([{ topic: 't', outcome: DONE }]);
  });
});

describe('kafkajs', () => {
  it('keeps its connections where this version has them', async () => {
    const { Kafka } = await import('kafkajs');
    const client = new Kafka({ brokers: ['127.0.0.1:1'], logCreator: () => () => {} });
    expect(Object.keys(clusterOf(client))).toEqual(
      expect.arrayContaining(['brokerPool', 'connectionPoolBuilder']),
    );
    expect(await errorOf((async () => clusterOf({}))())).toMatchObject({ code: 'TOOL_BUG' });
  });
});

async function startStopped(): Promise<{ readonly address: string }> {
  const broker = await startFakeBroker('kafka');
  await broker.stop();
  return broker;
}
