import type { SourcePosition } from '../errors.ts';
import type { Address } from './address.ts';
import type { LifeCycle } from './life-cycle.ts';
import type { TopicSchema } from './subject.ts';

/** What kind of broker answers. They speak one protocol, with differences that matter to topics. */
export const KAFKA_FLAVOURS = ['kafka', 'redpanda', 'msk', 'confluent'] as const;
export type KafkaFlavour = (typeof KAFKA_FLAVOURS)[number];

/** Configs set on a topic itself, by Kafka's names: `retention.ms`. Null, in code only, asks for the broker's own value. */
export type TopicConfigs = Readonly<Record<string, string | null>>;

/** All of a topic that is compared. */
export interface TopicClauses {
  readonly partitions: number;
  /** Copies of each partition; null, in code only, leaves it to the cluster. */
  readonly replicationFactor: number | null;
  readonly configs: TopicConfigs;
  /** The schema of its messages in a registry; null where the code makes none. */
  readonly schema: TopicSchema | null;
}

/** A Kafka or Redpanda topic. */
export interface Topic extends TopicClauses {
  /** `topic/clicks`. */
  readonly address: Address;
  /** Physical name: `[namespace.]name[_1_0]`. */
  readonly name: string;
  /** Configs are set on the topic also where the broker's own value is the same. False for a live topic. */
  readonly isPinned: boolean;
  /** Address of the table fed by it; null for none. */
  readonly destination: Address | null;
  readonly version: string | null;
  readonly lifeCycle: LifeCycle;
  readonly source: SourcePosition | null;
  /** What only the cluster knows of it; null for one that comes from code or from a file. */
  readonly live: LiveTopic | null;
}

/** Where a broker has a config value from; `topic` is one set on the topic itself, everything else is inherited. */
export type ConfigSource = 'topic' | 'broker' | 'cluster' | 'static' | 'default' | 'unknown';

/** How a broker reads a value, where it says so. */
export type ConfigType = 'boolean' | 'text' | 'whole' | 'decimal' | 'list' | 'class' | 'secret';

/** One config of a topic as the broker reports it. */
export interface LiveConfig {
  readonly name: string;
  /** Null for a sensitive one, and for one without a value. */
  readonly value: string | null;
  readonly source: ConfigSource;
  /** What counts without a value on the topic itself; null where that is not known. */
  readonly inherited: string | null;
  readonly isReadOnly: boolean;
  readonly isSensitive: boolean;
  /** Null where the broker is too old to tell. */
  readonly type: ConfigType | null;
}

/** One partition of a live topic. */
export interface LivePartition {
  readonly index: number;
  /** Broker id; null while the partition has none, which makes it unreadable. */
  readonly leader: number | null;
  /** Broker ids, the preferred leader first. */
  readonly replicas: readonly number[];
  /** Replicas that have all of the data. */
  readonly inSync: readonly number[];
}

/** A topic as a cluster reports it. */
export interface LiveTopic {
  readonly name: string;
  /** In the spelling of Kafka's tools; null where the broker has no topic ids. */
  readonly id: string | null;
  /** Kept by the cluster for itself. */
  readonly isInternal: boolean;
  /** By index. */
  readonly partitions: readonly LivePartition[];
  /** By name; null when we may not see them. */
  readonly configs: readonly LiveConfig[] | null;
}

export interface KafkaBroker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/** The cluster behind a connection. */
export interface KafkaCluster {
  /** Null where the brokers tell none. */
  readonly id: string | null;
  readonly flavour: KafkaFlavour;
  /** By id. */
  readonly brokers: readonly KafkaBroker[];
}

/** What an operation does to a topic that is there. */
export type TopicAction =
  | { readonly kind: 'IncreaseTopicPartitions'; readonly before: number; readonly after: number }
  | {
      readonly kind: 'ModifyTopicConfig';
      /** The values set on the topic before, of the names that change. */
      readonly before: Readonly<Record<string, string>>;
      /** What counts without a value on the topic, of the names that change and as far as the brokers told it. */
      readonly inherited: Readonly<Record<string, string>>;
      readonly set: Readonly<Record<string, string>>;
      /** Names whose values are taken off the topic, so that the broker's own counts again. */
      readonly reset: readonly string[];
    }
  | { readonly kind: 'ReassignTopicReplicas'; readonly before: number; readonly after: number }
  | {
      readonly kind: 'RegisterTopicSchema';
      /** The latest schema of the subject before; null when it had none. */
      readonly before: TopicSchema | null;
      readonly after: TopicSchema;
    };

/** `topic/clicks`. */
export function topicAddress(name: string): Address {
  return `topic/${name}`;
}
