import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { LifeCycle } from './life-cycle.ts';
import type { OlapTable } from './olap-table.ts';
import { declare } from './registry.ts';
import type { RowSchema } from './table-options.ts';
import { unavailableLater } from './unavailable.ts';
import type { Metadata, Untyped } from './untyped.ts';

/** None, one or many: what a transform may give back. */
export type ZeroOrMany<T> = T | T[] | undefined | null;

/** Makes messages of another stream from a message; an array is many messages, null none. */
export type SyncOrAsyncTransform<T, U> = (record: T) => ZeroOrMany<U> | Promise<ZeroOrMany<U>>;

/** Does something with each message. */
export type Consumer<T> = (record: T) => Promise<void> | void;

/** Options of one transform. */
export interface TransformConfig<T> {
  /** Tells transforms to the same stream apart. */
  readonly version?: string;
  /** Where failed messages go; null for nowhere. @default the stream's `defaultDeadLetterQueue` */
  readonly deadLetterQueue?: DeadLetterQueue<T> | null;
  readonly metadata?: Metadata;
}

/** Options of one consumer. */
export interface ConsumerConfig<T> {
  /** Tells consumers of the same stream apart. */
  readonly version?: string;
  /** Where failed messages go; null for nowhere. @default the stream's `defaultDeadLetterQueue` */
  readonly deadLetterQueue?: DeadLetterQueue<T> | null;
}

/**
 * Which schema of the schema registry describes the messages. With `JSON` and `subjectLatest` the schema is made from the row
 * type; any other one must be in the registry already.
 *
 * @see https://docs.confluent.io/platform/current/schema-registry/fundamentals/index.html
 * @example schemaConfig: { kind: 'JSON', reference: { subjectLatest: 'clicks-value' }, compatibility: 'BACKWARD' }
 */
export interface KafkaSchemaConfig {
  readonly kind: 'JSON' | 'AVRO' | 'PROTOBUF';
  /**
   * Which versions may follow which; of a schema that is made from the row type only.
   * @default the registry's own
   * @see https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html
   */
  readonly compatibility?:
    | 'NONE'
    | 'BACKWARD'
    | 'BACKWARD_TRANSITIVE'
    | 'FORWARD'
    | 'FORWARD_TRANSITIVE'
    | 'FULL'
    | 'FULL_TRANSITIVE';
  readonly reference:
    | { readonly id: number }
    | { readonly subjectLatest: string }
    | { readonly subject: string; readonly version: number };
}

/** Options of a {@link Stream}. */
export interface StreamConfig<T> {
  /** Partitions of the topic; they can grow, never shrink. @default 1 */
  readonly parallelism?: number;
  /**
   * Copies of each partition, on as many brokers; Redpanda takes odd numbers only.
   * @default the cluster's own; a new topic gets `replication_factor` of `[redpanda_config]`
   */
  readonly replicationFactor?: number;
  /** Seconds a message is kept. @default 604800, seven days */
  readonly retentionPeriod?: number;
  /**
   * How the broker stores messages (`compression.type`); `producer` as they come.
   * @default the broker's own
   * @see https://kafka.apache.org/documentation/#topicconfigs_compression.type
   */
  readonly compression?: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /**
   * What becomes of old messages (`cleanup.policy`): they go after `retentionPeriod`, or all but the last of each key go, or both.
   * @default the broker's own
   * @see https://kafka.apache.org/documentation/#topicconfigs_cleanup.policy
   */
  readonly cleanupPolicy?: 'delete' | 'compact' | 'compact,delete';
  /** Table that takes every message. @default none */
  readonly destination?: OlapTable<T>;
  /** Version such as `1.0`, made part of the topic's name: `clicks_1_0`. */
  readonly version?: string;
  /** Who may change the topic. @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  /**
   * Further topic configs by Kafka's names, such as `segment.bytes`; times are in ms, sizes in bytes. Null takes a value off the
   * topic, so that the broker's own counts again; a config that is not named stays as it is.
   * @default none
   * @see https://kafka.apache.org/documentation/#topicconfigs
   */
  readonly configs?: { readonly [name: string]: string | number | boolean | null };
  /** Sets every config on the topic itself, also where the broker's own value is the same now. @default false */
  readonly pinConfigs?: boolean;
  /** Where messages go that a transform or consumer failed on. */
  readonly defaultDeadLetterQueue?: DeadLetterQueue<T>;
  readonly schemaConfig?: KafkaSchemaConfig;
  /** A zod schema to take the columns from, in place of a type argument. */
  readonly schema?: RowSchema<T>;
  readonly metadata?: Metadata;
}

/** Messages on their way to one stream, made by `stream.routed(…)`. */
export interface RoutedMessage {
  readonly destination: Stream<Untyped>;
  readonly values: ZeroOrMany<Untyped>;
}

/**
 * A topic of Kafka or Redpanda. `T` is one message.
 *
 * @see https://kafka.apache.org/documentation/#intro_concepts_and_terms
 * @example export const clicks = new Stream<Click>('clicks', { parallelism: 4, retentionPeriod: 86_400, destination: clickTable });
 */
export class Stream<T> {
  /** The message type; exists for the type checker alone. */
  declare readonly __row?: T;
  readonly kind: string = 'Stream';
  readonly name: string;
  readonly config: StreamConfig<T>;
  readonly metadata: Metadata;
  readonly defaultDeadLetterQueue: DeadLetterQueue<T> | undefined;

  /** @param name Name of the topic, without namespace and version. */
  constructor(name: string, config: StreamConfig<T> = {}) {
    this.name = name;
    this.config = config;
    this.metadata = { ...config.metadata };
    this.defaultDeadLetterQueue = config.defaultDeadLetterQueue;
    declare('stream', this);
  }

  /** Sends every message on, changed, to another stream. */
  addTransform<U>(
    destination: Stream<U>,
    _transformation: SyncOrAsyncTransform<T, U>,
    config?: TransformConfig<T>,
  ): void {
    declare('transform', { source: this, destination, config });
  }

  /** Runs a function on every message. */
  addConsumer(_consumer: Consumer<T>, config?: ConsumerConfig<T>): void {
    declare('consumer', { source: this, config });
  }

  /** Sends every message on to several streams; see {@link Stream.routed}. */
  addMultiTransform(_transformation: (record: T) => RoutedMessage[]): void {
    declare('transform', { source: this, destination: null, config: undefined });
  }

  /** Names this stream as the destination of messages, inside `addMultiTransform`. */
  routed(values: ZeroOrMany<T>): RoutedMessage {
    return { destination: this, values };
  }

  /** Sends messages. @throws Error in this library: it needs a running server. */
  send(_values: ZeroOrMany<T>): Promise<void> {
    return unavailableLater('Stream.send()');
  }
}
