import { Kafka } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import { AppError } from '../src/errors.ts';
import { spreadReplicas } from '../src/facets/topics/replica-spread.ts';
import { type KafkaTarget, SASL_MECHANISMS } from '../src/model/target.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { type KafkaAddresses, plainTarget } from './support/kafka-broker.ts';
import { USERS } from './support/kafka-node.ts';

const DO = { validateOnly: false };

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error(`no AppError but ${String(error)}`);
}

async function made(admin: TopicAdmin, partitions: number): Promise<string> {
  const name = topicName('made');
  const results = await admin.createTopics([{ name, partitions, replicationFactor: 1, configs: {} }], DO);
  expect(results).toMatchObject([{ outcome: { is: 'done' } }]);
  return name;
}

describeWithKafka('logging in', () => {
  let kafka: KafkaAddresses;
  beforeAll(async () => {
    kafka = await kafkaCluster('3.9');
  }, KAFKA_START_MS);

  const login = (
    username: string,
    password: string,
    mechanism: (typeof SASL_MECHANISMS)[number],
  ): KafkaTarget => ({
    ...plainTarget(kafka.sasl),
    sasl: { mechanism, username, password },
  });

  it.each(SASL_MECHANISMS)('works with %s', async (mechanism) => {
    const admin = await connectKafka(login('owner', USERS.owner, mechanism));
    expect(admin.cluster.brokers).toHaveLength(1);
    await admin.close();
  });

  it.each(SASL_MECHANISMS)(
    'with a wrong password and %s is refused, and the password is not shown',
    async (mechanism) => {
      const error = await errorOf(connectKafka(login('owner', 'hunter2-wrong', mechanism)));
      expect(error.code).toBe('TARGET_DENIED');
      expect(error.message).toContain('does not let owner in');
      expect(everythingIn(error)).not.toContain('hunter2');
    },
  );

  it('as somebody without rights reads nothing of others, and changes nothing', async () => {
    const owner = await connectKafka(plainTarget(kafka.plain));
    const name = await made(owner, 2);
    const guest = await connectKafka(login('guest', USERS.guest, 'SCRAM-SHA-512'));
    expect(await guest.listTopics()).toEqual([]);
    const denied = await errorOf(guest.readTopics([name]));
    expect(denied.code).toBe('TARGET_DENIED');
    expect(denied.message).toContain(`refused to tell about topic ${name}`);
    expect(denied.hint).toContain('guest');
    expect(
      await guest.alterConfigs([{ topic: name, set: { 'retention.ms': '1' }, reset: [] }], DO),
    ).toMatchObject([
      { topic: name, outcome: { is: 'refused', error: { name: 'TOPIC_AUTHORIZATION_FAILED' } } },
    ]);
    await guest.close();
    await owner.close();
  });

  it('works over TLS, with an authority of our own', async () => {
    const admin = await connectKafka({ ...plainTarget(kafka.tls), tls: { caFile: kafka.caFile } });
    expect(await admin.listTopics()).toEqual(expect.any(Array));
    await admin.close();
  });

  it('over TLS refuses a certificate that nobody vouches for', async () => {
    const error = await errorOf(connectKafka({ ...plainTarget(kafka.tls), tls: { caFile: null } }));
    expect(error).toMatchObject({ code: 'TARGET_UNREACHABLE', hint: expect.stringContaining('ssl_ca_file') });
    expect(error.message).toContain('signed by nobody we trust');
  });

  it('says when a port wants TLS or does not, or wants a name', async () => {
    const noTls = await errorOf(connectKafka(plainTarget(kafka.tls)));
    expect(noTls).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      hint: expect.stringContaining('security_protocol'),
    });
    const tls = await errorOf(connectKafka({ ...plainTarget(kafka.plain), tls: { caFile: kafka.caFile } }));
    expect(tls).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      hint: expect.stringContaining('security_protocol'),
    });
    const nameless = await errorOf(connectKafka(plainTarget(kafka.sasl)));
    expect(nameless).toMatchObject({ code: 'TARGET_UNREACHABLE' });
  });

  it('misses the file of the authority', async () => {
    const error = await errorOf(
      connectKafka({ ...plainTarget(kafka.tls), tls: { caFile: '/nowhere/ca.pem' } }),
    );
    expect(error).toMatchObject({ code: 'FILE_MISSING' });
  });
});

/** An error with all of its causes and their properties. */
function everythingIn(error: Error): string {
  const parts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    parts.push(at.message, at.stack ?? '', JSON.stringify(at));
  return parts.join('\n');
}

describeWithKafka('three brokers', () => {
  let kafka: KafkaAddresses;
  let admin: TopicAdmin;
  beforeAll(async () => {
    kafka = await kafkaCluster('4.1');
    admin = await connectKafka(plainTarget(kafka.plain));
  }, KAFKA_START_MS);
  afterAll(() => admin?.close());

  const replicasOf = async (topic: string) =>
    ((await admin.readTopics([topic]))[0]?.partitions ?? []).map(({ replicas }) => replicas);

  const untilMoved = async (topic: string): Promise<void> => {
    while ((await admin.listMoves([topic])).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 100));
  };

  it('move replicas to every rack, throttled, and back', async () => {
    const topic = await made(admin, 4);
    const before = (await admin.readTopics([topic]))[0]?.partitions ?? [];
    const spread = spreadReplicas(before, admin.cluster.brokers, 3);
    if (spread.is === 'impossible') throw new Error(spread.because);
    expect(await admin.moveReplicas([{ topic, replicas: spread.replicas }], 10_000_000)).toEqual([
      { topic, outcome: { is: 'done', ignored: [] } },
    ]);
    await untilMoved(topic);
    expect(await replicasOf(topic)).toEqual(spread.replicas);
    const configs = (await admin.readTopics([topic]))[0]?.configs ?? [];
    const throttles = configs.filter(({ name }) => name.endsWith('throttled.replicas'));
    expect(throttles.map(({ source }) => source)).toEqual(['topic', 'topic']);
    await admin.endThrottle([topic], 10_000_000);
    await expect
      .poll(async () =>
        ((await admin.readTopics([topic]))[0]?.configs ?? []).filter(({ source }) => source === 'topic'),
      )
      .toEqual([]);
    // Once more is nothing.
    expect(await admin.moveReplicas([{ topic, replicas: spread.replicas }], null)).toMatchObject([
      { outcome: { is: 'done' } },
    ]);
    const back = spreadReplicas(
      (await admin.readTopics([topic]))[0]?.partitions ?? [],
      admin.cluster.brokers,
      1,
    );
    if (back.is === 'impossible') throw new Error(back.because);
    await admin.moveReplicas([{ topic, replicas: back.replicas }], null);
    await untilMoved(topic);
    expect(await replicasOf(topic)).toEqual(before.map(({ replicas }) => replicas));
  });

  it('refuse replicas on a broker that is not there, naming topic and partition', async () => {
    const topic = await made(admin, 2);
    const results = await admin.moveReplicas([{ topic, replicas: [[1, 99], [1]] }], null);
    expect(results).toMatchObject([
      {
        topic,
        outcome: {
          is: 'refused',
          error: { name: 'INVALID_REPLICA_ASSIGNMENT', message: expect.stringMatching(/^partition 0: .*99/) },
        },
      },
    ]);
    expect(await admin.cancelMoves([topic])).toMatchObject([{ topic, outcome: { is: 'done' } }]);
  });

  it('tell how many messages a topic has, and who reads it', async () => {
    const [busy, quiet] = [await made(admin, 3), await made(admin, 1)];
    const client = new Kafka({ brokers: [...kafka.plain], logCreator: () => () => {} });
    const producer = client.producer();
    await producer.connect();
    const messages = Array.from({ length: 25 }, (_, at) => ({ key: `k${at}`, value: `v${at}` }));
    await producer.send({ topic: busy, messages });
    await producer.disconnect();
    const group = topicName('group');
    const consumer = client.consumer({ groupId: group });
    await consumer.connect();
    await consumer.subscribe({ topic: busy, fromBeginning: true });
    let seen = 0;
    await consumer.run({
      eachMessage: async () => {
        seen += 1;
      },
    });
    await expect.poll(() => seen, { timeout: 50_000 }).toBe(25);
    const reading = await admin.readUses([busy, quiet]);
    expect(reading.topics).toEqual([
      { topic: busy, messages: 25n, readers: [{ group, members: 1 }] },
      { topic: quiet, messages: 0n, readers: [] },
    ]);
    expect(reading.hiddenGroups).toEqual([]);
    // 25 messages in three partitions: all of them are among the last twenty of each.
    expect(await admin.sampleKeys([busy, quiet])).toEqual([
      { topic: busy, messages: 25n, looked: 25, keyed: 25, obstacle: null },
      { topic: quiet, messages: 0n, looked: 0, keyed: 0, obstacle: null },
    ]);
    await consumer.stop();
    await consumer.disconnect();
    const [left] = (await admin.readUses([busy])).topics;
    expect(left?.readers).toEqual([{ group, members: 0 }]);
  });

  it('are all logged in to, and all spoken with over TLS', async () => {
    const topic = await made(admin, 3);
    const sasl = { mechanism: 'SCRAM-SHA-256', username: 'owner', password: USERS.owner } as const;
    const targets = [
      { ...plainTarget(kafka.sasl.slice(0, 1)), sasl },
      { ...plainTarget(kafka.tls.slice(1, 2)), tls: { caFile: kafka.caFile } },
    ];
    for (const target of targets) {
      const other = await connectKafka(target);
      // Each broker is asked for its groups, and each leader for its offsets.
      expect((await other.readUses([topic])).topics).toEqual([{ topic, messages: 0n, readers: [] }]);
      await other.close();
    }
  });

  it('take requests when one of the list does not answer', async () => {
    const lone = await connectKafka(plainTarget(['127.0.0.1:1', ...kafka.plain.slice(1, 2)]));
    expect(lone.cluster.brokers.map(({ rack }) => rack)).toEqual(['north', 'east', 'south']);
    const name = await made(lone, 3);
    expect((await lone.readUses([name])).topics).toMatchObject([{ topic: name, messages: 0n }]);
    await lone.close();
  });
});
