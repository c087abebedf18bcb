import type { KafkaTarget } from '../../model/target.ts';
import type { KafkaCluster, LiveTopic } from '../../model/topic.ts';
import type { BrokerError } from './broker-error.ts';

/** A topic to be made. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** Null for the cluster's own number. */
  readonly replicationFactor: number | null;
  readonly configs: Readonly<Record<string, string>>;
}

export interface TopicGrowth {
  readonly topic: string;
  /** Partitions afterwards. */
  readonly partitions: number;
}

/** What is not named stays as it is. */
export interface ConfigAlteration {
  readonly topic: string;
  readonly set: Readonly<Record<string, string>>;
  /** Names that get the broker's own value again. */
  readonly reset: readonly string[];
}

export interface TopicDeletion {
  readonly topic: string;
  /** Deletes this one only, and not another of the same name; null where the broker has no ids. */
  readonly id: string | null;
}

/** New replicas of every partition, by index, the preferred leader first. */
export interface ReplicaMove {
  readonly topic: string;
  readonly replicas: readonly (readonly number[])[];
}

/** A partition that is on its way. */
export interface Reassignment {
  readonly topic: string;
  readonly partition: number;
  /** Brokers that have all of its data: those of before. */
  readonly staying: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/** Bytes of the replicas that are being made, as they are stored. */
export interface MoveSize {
  readonly copied: number;
  readonly left: number;
}

/** What became of one topic of a request. */
export type TopicOutcome =
  /** `ignored`: configs that the broker took and does not show, so that it does not know them. */
  | { readonly is: 'done'; readonly ignored: readonly string[] }
  | { readonly is: 'refused'; readonly error: BrokerError }
  /** The broker took it, and it cannot be seen yet. */
  | { readonly is: 'unseen'; readonly why: string };

export interface TopicResult {
  readonly topic: string;
  readonly outcome: TopicOutcome;
}

/** What we may do with a topic, as the brokers say. */
export interface TopicRights {
  readonly topic: string;
  /** False where nobody tells us even whether there is such a topic. */
  readonly maySee: boolean;
  /** Null where the brokers do not tell, and for a topic that does not exist. */
  readonly mayDelete: boolean | null;
}

/** A consumer group that has read a topic, or reads it now. */
export interface TopicReader {
  readonly group: string;
  /** Members that have partitions of the topic now. */
  readonly members: number;
}

/** Who would miss a topic. */
export interface TopicUse {
  readonly topic: string;
  /** Offsets between the first and the last: an upper bound of the messages. Null when a partition has no leader to ask. */
  readonly messages: bigint | null;
  readonly readers: readonly TopicReader[];
}

/** What the messages of a topic show of their keys. */
export interface KeySample {
  readonly topic: string;
  /** As in {@link TopicUse}. */
  readonly messages: bigint | null;
  /** Messages that were looked at: the last ones of a few partitions. */
  readonly looked: number;
  /** Those of them with a key. */
  readonly keyed: number;
  /** Why none could be looked at; null when some were, or there are none. */
  readonly obstacle: string | null;
}

export interface TopicUses {
  readonly topics: readonly TopicUse[];
  /** Groups that we may not see: they may read anything. */
  readonly hiddenGroups: readonly string[];
}

/** A name and what Metadata says of it. */
export type TopicListing = Omit<LiveTopic, 'configs'>;

export interface Checking {
  /** The cluster checks everything and changes nothing. */
  readonly validateOnly: boolean;
}

/**
 * An open connection to a Kafka or Redpanda cluster. Requests about several topics answer for each of them, in their order, and
 * throw only when there is no answer: AppError TARGET_UNREACHABLE, TARGET_DENIED or BROKER_REFUSED. After one that changes
 * something threw TARGET_UNREACHABLE, nobody knows whether it was done.
 */
export interface TopicAdmin {
  readonly target: KafkaTarget;
  /** As it was when the connection was made. */
  readonly cluster: KafkaCluster;
  /** Every topic, without configs; also internal ones. Sorted by name. */
  listTopics(): Promise<readonly TopicListing[]>;
  /** Topics with their configs; those that do not exist are left out. Null for all. Sorted by name. */
  readTopics(names: readonly string[] | null): Promise<readonly LiveTopic[]>;
  /** What we may do with topics, in their order; also with those that are not in the list. */
  readRights(topics: readonly string[]): Promise<readonly TopicRights[]>;
  /** Makes topics and waits until they can be seen. */
  createTopics(topics: readonly NewTopic[], checking: Checking): Promise<readonly TopicResult[]>;
  /** Adds partitions and waits until they can be seen. */
  growTopics(growths: readonly TopicGrowth[], checking: Checking): Promise<readonly TopicResult[]>;
  /** Changes single configs and waits until the change can be seen. */
  alterConfigs(alterations: readonly ConfigAlteration[], checking: Checking): Promise<readonly TopicResult[]>;
  /** Deletes topics with all of their messages and waits until they are gone. */
  deleteTopics(deletions: readonly TopicDeletion[]): Promise<readonly TopicResult[]>;
  /**
   * Begins to move replicas, and returns. Moving again to the same place changes nothing.
   * @param bytesPerSecond what the moving may take of each broker's network; null for no limit
   */
  moveReplicas(moves: readonly ReplicaMove[], bytesPerSecond: number | null): Promise<readonly TopicResult[]>;
  /** Stops moving: the replicas are again those of before. */
  cancelMoves(topics: readonly string[]): Promise<readonly TopicResult[]>;
  /** Partitions of the topics that are being moved; null for all topics. */
  listMoves(topics: readonly string[] | null): Promise<readonly Reassignment[]>;
  /** How many bytes of these moves are copied; null where the brokers do not tell. */
  measureMoves(moves: readonly Reassignment[]): Promise<MoveSize | null>;
  /**
   * Takes away the limits that {@link TopicAdmin.moveReplicas} set, when these topics are not being moved any more. Those of the
   * brokers stay while other topics are being moved, and where they have another value: then somebody else set them.
   */
  endThrottle(topics: readonly string[], bytesPerSecond: number): Promise<void>;
  /** Counts messages and finds consumer groups; for the moment before a topic is deleted. */
  readUses(topics: readonly string[]): Promise<TopicUses>;
  /** Counts messages and looks at a few of the last ones; for the moment before a topic gets more partitions. */
  sampleKeys(topics: readonly string[]): Promise<readonly KeySample[]>;
  close(): Promise<void>;
}
