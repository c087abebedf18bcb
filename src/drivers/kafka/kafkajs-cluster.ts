import { AppError } from '../../errors.ts';
import type { Api } from './codec.ts';
import { decode, encode, tags } from './codec.ts';

/** The parts of kafkajs 2.2.4 that its types do not tell of: its connections, with their TLS, SASL and timeouts. */
export interface KafkaJsCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  readonly rootLogger: unknown;
  readonly connectionPoolBuilder: {
    /** Without a place the next one of the list. */
    build(place?: { host: string; port: number; rack: string | null }): Promise<KafkaJsPool>;
  };
  readonly brokerPool: {
    readonly seedBroker: KafkaJsBroker;
    /** Leaves the broker of before and takes the next one of the list. */
    createSeedBroker(): Promise<void>;
    /** By id; what stands here is closed together with the cluster. */
    readonly brokers: Record<string, KafkaJsBroker>;
    readonly versions: KafkaJsBroker['versions'];
    createBroker(parts: {
      logger: unknown;
      versions: KafkaJsBroker['versions'];
      connectionPool: KafkaJsPool;
      nodeId: number;
    }): KafkaJsBroker;
  };
}

export interface KafkaJsBroker {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** By API key, what the broker speaks. */
  readonly versions: Readonly<
    Record<number, { readonly minVersion: number; readonly maxVersion: number }>
  > | null;
  readonly connectionPool: KafkaJsPool;
}

interface KafkaJsPool {
  readonly host: string;
  readonly port: number;
  readonly pool: readonly { readonly requestQueue: KafkaJsQueue }[];
  send<T>(protocol: KafkaJsProtocol<T>): Promise<T>;
}

interface KafkaJsQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

interface KafkaJsProtocol<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
  };
  readonly response: { decode(payload: Buffer): Promise<T>; parse(data: T): Promise<T> };
  readonly requestTimeout: number;
  readonly logResponseError: boolean;
}

const FACTORY = 'private:Kafka:createCluster';

/**
 * The connections of a kafkajs client. They hang on a method with a private symbol for a name, so the version is pinned.
 * @throws AppError TOOL_BUG with another version of kafkajs
 */
export function clusterOf(client: object): KafkaJsCluster {
  const factory = Object.getOwnPropertySymbols(client).find(({ description }) => description === FACTORY);
  const make: unknown = factory === undefined ? null : Reflect.get(client, factory);
  if (typeof make !== 'function')
    throw new AppError('TOOL_BUG', 'this version of kafkajs keeps its connections elsewhere');
  const cluster: unknown = Reflect.apply(make, client, [{ allowAutoTopicCreation: false }]);
  if (!isCluster(cluster)) throw new AppError('TOOL_BUG', 'the connections of kafkajs have another shape');
  withoutIdleTimers(cluster.connectionPoolBuilder);
  return cluster;
}

function isCluster(value: unknown): value is KafkaJsCluster {
  if (typeof value !== 'object' || value === null) return false;
  const { brokerPool, connectionPoolBuilder } = value as Readonly<Record<string, unknown>>;
  const has = (holder: unknown, method: string): boolean =>
    typeof holder === 'object' && holder !== null && typeof Reflect.get(holder, method) === 'function';
  return (
    has(value, 'connect') &&
    has(value, 'disconnect') &&
    has(brokerPool, 'createBroker') &&
    has(brokerPool, 'createSeedBroker') &&
    has(connectionPoolBuilder, 'build')
  );
}

// An idle queue plans its next look at a time long past: since Node 24 every such timer prints a TimeoutNegativeWarning.
function withoutIdleTimers(builder: KafkaJsCluster['connectionPoolBuilder']): void {
  const build = builder.build.bind(builder);
  builder.build = async (place) => {
    const made = await build(place);
    for (const { requestQueue } of made.pool) {
      const schedule = requestQueue.scheduleCheckPendingRequests.bind(requestQueue);
      requestQueue.scheduleCheckPendingRequests = () => {
        if (requestQueue.pending.length > 0) schedule();
      };
    }
    return made;
  };
}

/** A request of ours as kafkajs sends one: it puts the header before it and takes that of the answer away. */
export function protocolOf<Q, A>(api: Api<Q, A>, request: Q, timeoutMs: number): KafkaJsProtocol<A> {
  return {
    request: {
      apiKey: api.key,
      apiVersion: api.version,
      apiName: api.name,
      encode: async () => {
        // The fields with numbers that end the header of a flexible version; kafkajs writes the older header.
        const head = api.isFlexible ? encode(tags, null) : Buffer.alloc(0);
        const buffer = Buffer.concat([head, encode(api.request, request)]);
        return { buf: buffer, buffer };
      },
    },
    response: {
      decode: async (payload) => decode(api.isFlexible ? headed(api.response) : api.response, payload),
      parse: async (data) => data,
    },
    requestTimeout: timeoutMs,
    logResponseError: false,
  };
}

function headed<A>(codec: Api<never, A>['response']): Api<never, A>['response'] {
  return {
    write: codec.write,
    read(from) {
      tags.read(from);
      return codec.read(from);
    },
  };
}
