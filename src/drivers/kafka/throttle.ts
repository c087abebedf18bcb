import type { LiveConfig } from '../../model/topic.ts';
import { brokerError } from './broker-error.ts';
import type { BrokerConnections } from './connection.ts';
import { refusal } from './connection-error.ts';
import { listMoves } from './list-moves.ts';
import { ALTERATION, incrementalAlterConfigs0, RESOURCE } from './messages/configs.ts';
import { readMetadata } from './metadata.ts';
import { describe } from './read-topics.ts';
import type { ReplicaMove, TopicListing } from './topic-admin.ts';

/** The limit of each broker, in bytes per second; it counts for the replicas that a topic lists in {@link LISTS} only. */
const RATES = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'] as const;
/** `partition:broker` pairs: those that send, and those that receive. */
const LISTS = ['leader.replication.throttled.replicas', 'follower.replication.throttled.replicas'] as const;

/**
 * Limits what moving replicas takes from everybody else: https://kafka.apache.org/documentation/#rep-throttle
 * A limit that somebody set on a broker stays as it is.
 */
export async function limitMoves(
  connections: BrokerConnections,
  moves: readonly ReplicaMove[],
  topics: readonly TopicListing[],
  bytesPerSecond: number,
): Promise<void> {
  const brokers = new Set<number>();
  for (const { topic, replicas } of moves) {
    const sending: string[] = [];
    const receiving: string[] = [];
    for (const { index, replicas: before } of topics.find(({ name }) => name === topic)?.partitions ?? []) {
      const added = (replicas[index] ?? []).filter((broker) => !before.includes(broker));
      if (added.length === 0) continue;
      sending.push(...before.map((broker) => `${index}:${broker}`));
      receiving.push(...added.map((broker) => `${index}:${broker}`));
      for (const broker of [...before, ...added]) brokers.add(broker);
    }
    if (receiving.length > 0)
      await alter(connections, RESOURCE.topic, topic, [sending.join(','), receiving.join(',')], LISTS);
  }
  const rate = String(bytesPerSecond);
  for (const broker of brokers) {
    const limited = new Set((await ratesOf(connections, broker)).map(({ name }) => name));
    const free = RATES.filter((name) => !limited.has(name));
    if (free.length > 0)
      await alter(
        connections,
        RESOURCE.broker,
        broker,
        free.map(() => rate),
        free,
      );
  }
}

/**
 * Takes the lists off the topics, and off the brokers the limits with our value: any other was set by somebody else. While other
 * topics are being moved, theirs may be the same limits: who ends last takes them off.
 */
export async function endThrottle(
  connections: BrokerConnections,
  topics: readonly string[],
  bytesPerSecond: number,
): Promise<void> {
  for (const topic of topics) await alter(connections, RESOURCE.topic, topic, [null, null], LISTS);
  const others = (await listMoves(connections, null)).some(({ topic }) => !topics.includes(topic));
  if (others) return;
  const { brokers } = await readMetadata(connections, []);
  for (const { id } of brokers) {
    const ours = (await ratesOf(connections, id)).filter(
      ({ source, value }) => source === 'broker' && value === String(bytesPerSecond),
    );
    const names = ours.map(({ name }) => name);
    if (names.length > 0)
      await alter(
        connections,
        RESOURCE.broker,
        id,
        names.map(() => null),
        names,
      );
  }
}

/** The limits that count on a broker: its own, and those of the whole cluster. */
async function ratesOf(connections: BrokerConnections, broker: number): Promise<readonly LiveConfig[]> {
  const [answer] = await describe(connections, RESOURCE.broker, [String(broker)]);
  const error = answer === undefined ? null : brokerError(answer.errorCode, answer.errorMessage);
  if (error !== null) throw refusal(error, `the configs of broker ${broker}`, connections.target);
  const rates: readonly string[] = RATES;
  return (answer?.configs ?? []).filter(
    ({ name, source }) => rates.includes(name) && (source === 'broker' || source === 'cluster'),
  );
}

async function alter(
  connections: BrokerConnections,
  type: (typeof RESOURCE)[keyof typeof RESOURCE],
  resource: string | number,
  values: readonly (string | null)[],
  names: readonly string[],
): Promise<void> {
  const configs = names.map((name, at) => {
    const value = values[at] ?? null;
    return { name, alteration: value === null ? ALTERATION.delete : ALTERATION.set, value };
  });
  const request = { resources: [{ type, name: String(resource), configs }], validateOnly: false };
  // A broker takes changes of its own configs only.
  const to = type === RESOURCE.broker ? { broker: Number(resource) } : 'any';
  const answer = await connections.change(incrementalAlterConfigs0, request, to);
  for (const { errorCode, errorMessage } of answer.resources) {
    const error = brokerError(errorCode, errorMessage);
    if (error !== null)
      throw refusal(error, `to limit the moving of replicas at ${resource}`, connections.target);
  }
}
