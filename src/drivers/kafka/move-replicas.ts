import { brokerError, ERROR } from './broker-error.ts';
import { BROKER_LIMIT_MS, type BrokerConnections } from './connection.ts';
import { refusal } from './connection-error.ts';
import { listMoves } from './list-moves.ts';
import { alterPartitionReassignments0 } from './messages/reassignments.ts';
import { changeCluster, readMetadata } from './metadata.ts';
import { limitMoves } from './throttle.ts';
import type { ReplicaMove, TopicResult } from './topic-admin.ts';

interface PartitionMove {
  readonly index: number;
  /** Null takes a move back. */
  readonly replicas: readonly number[] | null;
}

/** Begins to move replicas. The limits are set first, so that no byte moves without them. */
export async function moveReplicas(
  connections: BrokerConnections,
  moves: readonly ReplicaMove[],
  bytesPerSecond: number | null,
): Promise<readonly TopicResult[]> {
  if (moves.length === 0) return [];
  if (bytesPerSecond !== null) {
    const names = moves.map(({ topic }) => topic);
    const { topics } = await readMetadata(connections, names);
    await limitMoves(
      connections,
      moves,
      topics.map(({ listing }) => listing),
      bytesPerSecond,
    );
  }
  return alter(
    connections,
    new Map(
      moves.map(({ topic, replicas }) => [topic, replicas.map((each, index) => ({ index, replicas: each }))]),
    ),
  );
}

export async function cancelMoves(
  connections: BrokerConnections,
  topics: readonly string[],
): Promise<readonly TopicResult[]> {
  const moving = await listMoves(connections, topics);
  const partitions = new Map<string, readonly PartitionMove[]>();
  for (const { topic, partition } of moving)
    partitions.set(topic, [...(partitions.get(topic) ?? []), { index: partition, replicas: null }]);
  const results = partitions.size === 0 ? [] : await alter(connections, partitions);
  const byTopic = new Map(results.map((result) => [result.topic, result]));
  return topics.map((topic) => byTopic.get(topic) ?? { topic, outcome: { is: 'done', ignored: [] } });
}

async function alter(
  connections: BrokerConnections,
  topics: ReadonlyMap<string, readonly PartitionMove[]>,
): Promise<readonly TopicResult[]> {
  const request = {
    timeoutMs: BROKER_LIMIT_MS,
    topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
  };
  const answer = await changeCluster(
    connections,
    (to) => connections.change(alterPartitionReassignments0, request, to),
    ({ errorCode }) => [errorCode],
  );
  const error = brokerError(answer.errorCode, answer.errorMessage);
  if (error !== null) throw refusal(error, 'to move replicas', connections.target);
  const answered = new Map(answer.topics.map((topic) => [topic.name, topic.partitions]));
  return [...topics.keys()].map((topic): TopicResult => {
    for (const { index, errorCode, errorMessage } of answered.get(topic) ?? []) {
      const own = brokerError(errorCode, errorMessage);
      if (own === null || own.code === ERROR.noReassignment) continue;
      return {
        topic,
        outcome: { is: 'refused', error: { ...own, message: `partition ${index}: ${own.message}` } },
      };
    }
    return { topic, outcome: { is: 'done', ignored: [] } };
  });
}
