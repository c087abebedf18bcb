import { readFile } from 'node:fs/promises';
import type { KafkaConfig } from 'kafkajs';
import { AppError } from '../../errors.ts';
import { describeKafkaTarget, type KafkaTarget } from '../../model/target.ts';
import type { KafkaBroker } from '../../model/topic.ts';
import type { AnyApi, Api } from './codec.ts';
import { kafkaError, noAnswer } from './connection-error.ts';
import { clusterOf, type KafkaJsBroker, type KafkaJsCluster, protocolOf } from './kafkajs-cluster.ts';
import { seedsOf, socketFactory } from './sockets.ts';

/** Which broker a request goes to; `any` is the one that was connected first. */
export type Destination = 'any' | { readonly broker: number };

/** Connections to the brokers of a cluster. */
export interface BrokerConnections {
  readonly target: KafkaTarget;
  /** Whether the brokers speak this version of a request. */
  speaks(api: AnyApi): boolean;
  /** Tells where the brokers are, so that they can be spoken to by id. */
  know(brokers: readonly KafkaBroker[]): void;
  /** Asks something that changes nothing; once more when the connection breaks. */
  ask<Q, A>(api: Api<Q, A>, request: Q, to: Destination): Promise<A>;
  /** Sends something that changes the cluster; never twice. */
  change<Q, A>(api: Api<Q, A>, request: Q, to: Destination): Promise<A>;
  close(): Promise<void>;
}

const CONNECT_LIMIT_MS = 10_000;
/** What a broker gets for a change, and what we wait for its answer. */
export const BROKER_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 45_000;

/**
 * Connects to the first broker of the list that answers.
 * @param answerLimitMs how long a broker may take for an answer, in ms
 * @throws AppError TARGET_INVALID, TARGET_UNREACHABLE, TARGET_DENIED; FILE_MISSING for the certificates
 */
export async function connectBrokers(
  target: KafkaTarget,
  answerLimitMs = ANSWER_LIMIT_MS,
): Promise<BrokerConnections> {
  const cluster = clusterOf(await openClient(target, answerLimitMs));
  const known = new Map<number, KafkaBroker>();
  const send: Send = senderOf(cluster, target, known, answerLimitMs);
  await connectTo(cluster, target, undefined);
  const { versions } = cluster.brokerPool;
  return {
    target,
    speaks: ({ key, version }) => {
      const range = versions?.[key];
      return range !== undefined && range.minVersion <= version && version <= range.maxVersion;
    },
    know: (brokers) => {
      known.clear();
      for (const broker of brokers) known.set(broker.id, broker);
    },
    ask: async (api, request, to) => {
      try {
        return await send(api, request, to, false);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'TARGET_UNREACHABLE')) throw error;
        // The other side may have closed an idle connection just when it was used again.
        return send(api, request, to, false);
      }
    },
    change: (api, request, to) => send(api, request, to, true),
    close: () => cluster.disconnect(),
  };
}

type Send = <Q, A>(api: Api<Q, A>, request: Q, to: Destination, isChange: boolean) => Promise<A>;

function senderOf(
  cluster: KafkaJsCluster,
  target: KafkaTarget,
  known: ReadonlyMap<number, KafkaBroker>,
  answerLimitMs: number,
): Send {
  let isFirst = true;
  return async (api, request, to, isChange) => {
    // One broker alone is reached the way it was found, also when it tells another address.
    const place = to === 'any' || known.size < 2 ? undefined : known.get(to.broker);
    const broker = await connectTo(cluster, target, place);
    try {
      const answer = await broker.connectionPool.send(protocolOf(api, request, answerLimitMs));
      isFirst = false;
      return answer;
    } catch (error) {
      // All of them: the next request begins at the list again, with a broker that answers.
      await cluster.disconnect();
      throw kafkaError(error, {
        target,
        broker: nameOf(place, target),
        request: api.name,
        isChange,
        isFirst,
      });
    }
  };
}

/** A broker to speak with; without a place the one of the list that was connected first. */
async function connectTo(
  cluster: KafkaJsCluster,
  target: KafkaTarget,
  place: KafkaBroker | undefined,
): Promise<KafkaJsBroker> {
  try {
    return await (place === undefined ? seedOf(cluster, target) : brokerAt(cluster, place));
  } catch (error) {
    await cluster.disconnect();
    const broker = nameOf(place, target);
    throw kafkaError(error, { target, broker, request: null, isChange: false, isFirst: false });
  }
}

function nameOf(place: KafkaBroker | undefined, target: KafkaTarget): string {
  return place === undefined ? describeKafkaTarget(target) : `${place.host}:${place.port}`;
}

async function seedOf(cluster: KafkaJsCluster, target: KafkaTarget): Promise<KafkaJsBroker> {
  const { brokerPool } = cluster;
  for (let tries = 1; ; tries += 1) {
    await cluster.connect();
    const { seedBroker } = brokerPool;
    await seedBroker.connect();
    // Where no answer came to what a broker speaks, kafkajs tries again, finds an open socket and takes it for a connection.
    if (seedBroker.versions !== null) return seedBroker;
    await brokerPool.createSeedBroker();
    if (tries >= target.brokers.length) throw noAnswer(target);
  }
}

async function brokerAt(
  cluster: KafkaJsCluster,
  { id, host, port, rack }: KafkaBroker,
): Promise<KafkaJsBroker> {
  const { brokerPool, connectionPoolBuilder, rootLogger } = cluster;
  const before = brokerPool.brokers[id];
  const isSame = before?.connectionPool.host === host && before.connectionPool.port === port;
  if (before !== undefined && !isSame) await before.disconnect();
  const broker =
    before !== undefined && isSame
      ? before
      : brokerPool.createBroker({
          logger: rootLogger,
          versions: brokerPool.versions,
          connectionPool: await connectionPoolBuilder.build({ host, port, rack }),
          nodeId: id,
        });
  brokerPool.brokers[id] = broker;
  await broker.connect();
  return broker;
}

async function openClient(target: KafkaTarget, answerLimitMs: number): Promise<object> {
  // A command that touches no topic does not load it. In the bundle a CommonJS package has nothing but its default.
  const { Kafka } = (await import('kafkajs')).default;
  const seeds = seedsOf(target.brokers);
  const options: KafkaConfig = {
    clientId: 'moose-migrate',
    brokers: [...seeds.keys()].map((alias) => `${alias}:1`),
    socketFactory: socketFactory(seeds),
    connectionTimeout: Math.min(CONNECT_LIMIT_MS, answerLimitMs),
    requestTimeout: answerLimitMs,
    // Enough to come around to every broker of the list.
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: target.brokers.length + 1 },
    // Its level can be raised by an environment variable; what it prints may hold anything.
    logCreator: () => () => {},
    ...(await securityOf(target)),
  };
  return new Kafka(options);
}

async function securityOf({ tls, sasl }: KafkaTarget): Promise<Partial<KafkaConfig>> {
  const ca = tls === null || tls.caFile === null ? null : await readCertificates(tls.caFile);
  return {
    ...(tls === null ? {} : { ssl: ca === null ? true : { ca } }),
    ...(sasl === null ? {} : { sasl: saslOptions(sasl) }),
  };
}

type Sasl = NonNullable<KafkaTarget['sasl']>;

function saslOptions({ mechanism, username, password }: Sasl): NonNullable<KafkaConfig['sasl']> {
  switch (mechanism) {
    case 'PLAIN':
      return { mechanism: 'plain', username, password };
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username, password };
    default:
      return mechanism satisfies never;
  }
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_MISSING', `the certificates in ${file} cannot be read`, {
      cause,
      hint: 'Check ssl_ca_file of [redpanda_config].',
    });
  }
}
