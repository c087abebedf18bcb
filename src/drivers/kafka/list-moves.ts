import { brokerError } from './broker-error.ts';
import { BROKER_LIMIT_MS, type BrokerConnections } from './connection.ts';
import { refusal } from './connection-error.ts';
import { describeLogDirs1 } from './messages/log-dirs.ts';
import { listPartitionReassignments0 } from './messages/reassignments.ts';
import { changeCluster, readMetadata } from './metadata.ts';
import type { MoveSize, Reassignment } from './topic-admin.ts';

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
      partitions.map(({ index, replicas, adding, removing }) => ({
        topic: name,
        partition: index,
        staying: replicas.filter((broker) => !adding.includes(broker)),
        adding,
        removing,
      })),
    )
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

/** Bytes of the replicas on one broker by topic and partition: `clicks 3`; null where it does not tell. */
async function sizesOn(
  connections: BrokerConnections,
  broker: number,
  moves: readonly Reassignment[],
): Promise<ReadonlyMap<string, number> | null> {
  const topics = [...new Set(moves.map(({ topic }) => topic))].map((name) => ({
    name,
    partitions: moves.filter(({ topic }) => topic === name).map(({ partition }) => partition),
  }));
  const { folders } = await connections.ask(describeLogDirs1, { topics }, { broker });
  if (folders.some(({ errorCode }) => errorCode !== 0)) return null;
  const sizes = new Map<string, number>();
  // One that is on its way to another disk of the same broker is there twice.
  for (const { name, partitions } of folders.flatMap((folder) => folder.topics))
    for (const { index, size, isFuture } of partitions)
      if (!isFuture) sizes.set(`${name} ${index}`, Number(size));
  return sizes;
}

/**
 * How much of some moves is copied. Each broker is asked for the sizes of its replicas; a broker that holds none yet counts as 0.
 * Null where the brokers do not tell, or no right to it was given.
 */
export async function measureMoves(
  connections: BrokerConnections,
  moves: readonly Reassignment[],
): Promise<MoveSize | null> {
  if (!connections.speaks(describeLogDirs1)) return null;
  const { brokers } = await readMetadata(connections, []);
  const sizes = new Map<number, ReadonlyMap<string, number>>();
  for (const { id } of brokers) {
    const own = await sizesOn(connections, id, moves);
    if (own === null) return null;
    sizes.set(id, own);
  }
  let [copied, left] = [0, 0];
  for (const { topic, partition, staying, adding } of moves) {
    const on = (broker: number): number => sizes.get(broker)?.get(`${topic} ${partition}`) ?? 0;
    const whole = Math.max(0, ...staying.map(on));
    for (const broker of adding) {
      copied += Math.min(whole, on(broker));
      left += Math.max(0, whole - on(broker));
    }
  }
  return { copied, left };
}
