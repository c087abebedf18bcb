import type { TopicAdmin } from '../drivers/kafka/topic-admin.ts';
import type { StoredState } from '../drivers/state-store.ts';
import { AppError, problem } from '../errors.ts';
import { keeperOf } from '../facets/topics/foreign.ts';
import { liveTopics } from '../facets/topics/index.ts';
import type { DeclaredProject } from '../model/declared.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { describeKafkaTarget } from '../model/target.ts';
import { type KafkaFlavour, type LiveTopic, type Topic, topicAddress } from '../model/topic.ts';
import { kafkaTargetOf } from '../project/config/kafka-target.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';

/** The topics of a cluster, as far as they concern a project. */
export interface TopicReading {
  /** Null where the brokers tell none. */
  readonly cluster: string | null;
  readonly flavour: KafkaFlavour;
  /** What is ours, with its life cycle. */
  readonly managed: readonly Topic[];
  /** Addresses of topics that neither the code nor our state names; those that a cluster keeps for itself are not among them. */
  readonly unmanaged: readonly string[];
}

const PREFIX = topicAddress('');
const WITHOUT_TOPICS = 'To plan without topics, set MOOSE_FEATURES__STREAMING_ENGINE=false.';

function hasTopics({ streams }: DeclaredProject, { objects }: StoredState): boolean {
  return streams.length > 0 || [...objects.keys()].some((address) => address.startsWith(PREFIX));
}

/**
 * Connects to the cluster of a project, where it has one and anything to do with it; null where topics are only recorded. The
 * client is loaded here: who has no streams waits for none.
 *
 * @throws AppError as `connectKafka` does
 */
export async function openTopics(
  config: ProjectConfig,
  brokers: string | null,
  declared: DeclaredProject,
  state: StoredState,
): Promise<TopicAdmin | null> {
  if (brokers === null && (config.redpanda.broker === null || !hasTopics(declared, state))) return null;
  if (!config.features.streamingEngine) {
    if (brokers === null) return null;
    throw new AppError('ARGUMENT_INVALID', '--kafka-brokers is given, and features.streaming_engine is off', {
      hint: 'Set streaming_engine = true in [features], or leave the flag out',
    });
  }
  const { connectKafka } = await import('../drivers/kafka/kafka-admin.ts');
  return connectKafka(kafkaTargetOf(config, brokers)).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'TARGET_UNREACHABLE') throw error;
    const { code, message, hint } = error;
    throw new AppError(code, message, { cause: error, hint: `${hint ?? ''} ${WITHOUT_TOPICS}`.trim() });
  });
}

/** While replicas are being moved, brokers count the new ones already: they are none until the move has ended. */
async function withoutMoves(admin: TopicAdmin, topics: readonly LiveTopic[]): Promise<readonly LiveTopic[]> {
  if (admin.cluster.flavour === 'redpanda') return topics;
  const names = topics.map(({ name }) => name);
  // Whoever may not ask this may not move anything either.
  const moves = await admin.listMoves(names).catch((error: unknown) => {
    if (error instanceof AppError && error.code !== 'TARGET_UNREACHABLE') return [];
    throw error;
  });
  if (moves.length === 0) return topics;
  return topics.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((partition) => {
      const move = moves.find((each) => each.topic === topic.name && each.partition === partition.index);
      const replicas = partition.replicas.filter((broker) => move?.adding.includes(broker) !== true);
      return { ...partition, replicas };
    }),
  }));
}

/**
 * Brokers leave topics out of their list that we may not see. One of ours among them would count as gone, and be forgotten.
 * @throws AppError TARGET_DENIED
 */
async function requireSeen(
  admin: TopicAdmin,
  objects: StoredState['objects'],
  seen: ReadonlySet<string>,
): Promise<void> {
  const recorded = [...objects.keys()].filter((address) => address.startsWith(PREFIX));
  const unseen = recorded.map((address) => address.slice(PREFIX.length)).filter((name) => !seen.has(name));
  const hidden = (await admin.readRights(unseen)).filter(({ maySee }) => !maySee);
  if (hidden.length === 0) return;
  const { target } = admin;
  const who = target.sasl?.username ?? 'this client';
  throw new AppError(
    'TARGET_DENIED',
    `Kafka at ${describeKafkaTarget(target)} does not let ${who} see topics of this project, so nobody knows whether they are there; nothing was changed.`,
    {
      problems: hidden.map(({ topic }) =>
        problem('TARGET_DENIED', `${topicAddress(topic)}: no right to describe it`),
      ),
      hint: `Give ${who} the right to describe them in the cluster's ACLs. ${WITHOUT_TOPICS}`,
    },
  );
}

/** Reads the topics that are ours, and the names of all others. */
export async function readTopicSide(
  admin: TopicAdmin,
  declared: InfraMap,
  { objects }: StoredState,
): Promise<TopicReading> {
  const wanted = new Map(declared.topics.map(({ name, lifeCycle }) => [name, lifeCycle]));
  const listed = await admin.listTopics();
  const lifeCycleOf = (name: string) => wanted.get(name) ?? objects.get(topicAddress(name));
  const [ours, others] = [true, false].map((isOurs) =>
    listed.filter(({ name }) => (lifeCycleOf(name) !== undefined) === isOurs),
  );
  const names = (ours ?? []).map(({ name }) => name);
  await requireSeen(admin, objects, new Set(names));
  const read = await withoutMoves(admin, await admin.readTopics(names));
  const { id, flavour } = admin.cluster;
  return {
    cluster: id,
    flavour,
    managed: liveTopics(read).map((topic) => ({
      ...topic,
      lifeCycle: lifeCycleOf(topic.name) ?? 'FULLY_MANAGED',
    })),
    unmanaged: (others ?? [])
      .filter((topic) => keeperOf(topic) === null)
      .map(({ name }) => topicAddress(name))
      .sort(),
  };
}

/** A new topic whose code names no replication factor gets that of the configuration. */
export function withDefaultReplicas(declared: InfraMap, live: InfraMap, factor: number): InfraMap {
  const there = new Set(live.topics.map(({ address }) => address));
  return {
    ...declared,
    topics: declared.topics.map((topic) =>
      there.has(topic.address) ? topic : { ...topic, replicationFactor: topic.replicationFactor ?? factor },
    ),
  };
}
