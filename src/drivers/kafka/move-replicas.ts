import { brokerError, ERROR } from './broker-error.ts';
import { BROKER_LIMIT_MS, type BrokerConnections } from './connection.ts';
import { refusal } from './connection-error.ts';
import { alterPartitionReassignments0, listPartitionReassignments0 } from './messages/reassignments.ts';
import { changeCluster, readMetadata } from './metadata.ts';
import { limitMoves } from './throttle.ts';
import type { Reassignment, ReplicaMove, TopicResult } from './topic-admin.ts';

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

/** Partitions that are being moved, by topic and index. */
export async function listMoves(
  connections: BrokerConnections,
  topics: readonly string[] | null,
): Promise<readonly Reassignment[]> {
  // Kafka before 2.4 cannot be asked, and cannot be told to move any either.
  if (!connections.speaks(listPartitionReassignments0)) return [];
  const answer = await changeCluster(
    connections,
    // The broker wants the partitions by name as well: it is easier to ask for all and to leave the others out.
    (to) => connections.ask(listPartitionReassignments0, { timeoutMs: BROKER_LIMIT_MS, topics: null }, to),
    ({ errorCode }) => [errorCode],
  );
  const error = brokerError(answer.errorCode, answer.errorMessage);
  if (error !== null) throw refusal(error, 'to tell which replicas are being moved', connections.target);
  const wanted = topics === null ? null : new Set(topics);
  return answer.topics
    .filter(({ name }) => wanted === null || wanted.has(name))
    .flatMap(({ name, partitions }) =>
      partitions.map(({ index, adding, removing }) => ({ topic: name, partition: index, adding, removing })),
    )
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}
