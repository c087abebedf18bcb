import { AppError } from '../../errors.ts';
import { describeKafkaTarget, type KafkaTarget } from '../../model/target.ts';
import type { KafkaCluster } from '../../model/topic.ts';
import { alterConfigs, createTopics, deleteTopics, growTopics } from './change-topics.ts';
import { type BrokerConnections, connectBrokers } from './connection.ts';
import { flavourOf } from './flavour.ts';
import { listMoves, measureMoves } from './list-moves.ts';
import { describeConfigs1, incrementalAlterConfigs0 } from './messages/configs.ts';
import { metadata4 } from './messages/metadata.ts';
import { createPartitions0, createTopics2 } from './messages/topics.ts';
import { readMetadata } from './metadata.ts';
import { cancelMoves, moveReplicas } from './move-replicas.ts';
import type { ChangeContext } from './outcomes.ts';
import { SIGHT_LIMIT_MS } from './patience.ts';
import { listTopics, readTopics } from './read-topics.ts';
import { sampleKeys } from './sample-keys.ts';
import { endThrottle } from './throttle.ts';
import type { TopicAdmin } from './topic-admin.ts';
import { readRights } from './topic-rights.ts';
import { readUses } from './topic-uses.ts';

/**
 * Connects to a cluster and finds out what it is. Brokers from Kafka 2.3 on and Redpanda are understood.
 * @param sightLimitMs how long a change that the cluster has taken may stay out of sight, in ms
 * @throws AppError TARGET_INVALID, TARGET_UNREACHABLE, TARGET_DENIED, TARGET_TOO_OLD; FILE_MISSING for the certificates
 */
export async function connectKafka(target: KafkaTarget, sightLimitMs = SIGHT_LIMIT_MS): Promise<TopicAdmin> {
  const connections = await connectBrokers(target);
  try {
    requireRequests(connections);
    const cluster = await readCluster(connections);
    const context: ChangeContext = { connections, sightLimitMs };
    return {
      target,
      cluster,
      listTopics: () => listTopics(connections),
      readTopics: (names) => readTopics(connections, names),
      readRights: (topics) => readRights(connections, topics),
      createTopics: (topics, checking) => createTopics(context, topics, checking),
      growTopics: (growths, checking) => growTopics(context, growths, checking),
      alterConfigs: (alterations, checking) => alterConfigs(context, alterations, checking),
      deleteTopics: (deletions) => deleteTopics(context, deletions),
      moveReplicas: (moves, bytesPerSecond) => moveReplicas(connections, moves, bytesPerSecond),
      cancelMoves: (topics) => cancelMoves(connections, topics),
      listMoves: (topics) => listMoves(connections, topics),
      measureMoves: (moves) => measureMoves(connections, moves),
      endThrottle: (topics, rate) => endThrottle(connections, topics, rate),
      readUses: (topics) => readUses(connections, topics),
      sampleKeys: (topics) => sampleKeys(connections, topics),
      close: () => connections.close(),
    };
  } catch (error) {
    await connections.close();
    throw error;
  }
}

/** Without these nothing can be done safely: older brokers can replace all configs of a topic only. */
function requireRequests(connections: BrokerConnections): void {
  for (const api of [
    metadata4,
    createTopics2,
    createPartitions0,
    describeConfigs1,
    incrementalAlterConfigs0,
  ]) {
    if (connections.speaks(api)) continue;
    throw new AppError(
      'TARGET_TOO_OLD',
      `Kafka at ${describeKafkaTarget(connections.target)} does not know ${api.name} version ${api.version}; the oldest that works is Kafka 2.3.`,
      { hint: 'Upgrade the brokers.' },
    );
  }
}

async function readCluster(connections: BrokerConnections): Promise<KafkaCluster> {
  const { clusterId, brokers, topics } = await readMetadata(connections, null);
  const named = connections.target.flavour;
  if (named !== null) return { id: clusterId, flavour: named, brokers };
  const evidence = { clusterId, brokers, configNames: [] };
  const guess = flavourOf(evidence);
  const [some] = topics.filter(({ errorCode }) => errorCode === 0).map(({ listing }) => listing.name);
  if (guess !== 'kafka' || some === undefined) return { id: clusterId, flavour: guess, brokers };
  const [topic] = await readTopics(connections, [some]);
  const configNames = topic?.configs?.map(({ name }) => name) ?? [];
  return { id: clusterId, flavour: flavourOf({ ...evidence, configNames }), brokers };
}
