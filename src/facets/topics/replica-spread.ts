import type { KafkaBroker, LivePartition } from '../../model/topic.ts';

/** Where the replicas of a topic go, or why they cannot. */
export type ReplicaSpread =
  | { readonly is: 'possible'; readonly replicas: readonly (readonly number[])[] }
  | { readonly is: 'impossible'; readonly because: string };

/**
 * Gives every partition a number of replicas and moves as little as that takes: replicas stay where they are, and the preferred
 * leader stays the leader. A new one goes to a rack that the partition is not in yet, then to the broker with the fewest replicas
 * of the topic; one too many is taken from a rack that holds several, then from the broker with the most.
 *
 * @param partitions by index
 */
export function spreadReplicas(
  partitions: readonly LivePartition[],
  brokers: readonly KafkaBroker[],
  factor: number,
): ReplicaSpread {
  if (factor > brokers.length) {
    const because = `${factor} replicas need as many brokers, and the cluster has ${brokers.length}`;
    return { is: 'impossible', because };
  }
  const load = new Map(brokers.map(({ id }) => [id, 0]));
  const count = (broker: number, by: number): void => void load.set(broker, (load.get(broker) ?? 0) + by);
  for (const { replicas } of partitions) for (const broker of replicas) count(broker, 1);
  const rackOf = new Map(brokers.map(({ id, rack }) => [id, rack ?? `broker ${id}`]));
  const sameRack = (broker: number, others: readonly number[]): number =>
    others.filter((other) => other !== broker && rackOf.get(other) === rackOf.get(broker)).length;
  const replicas = partitions.map((partition) => {
    let chosen = [...partition.replicas];
    while (chosen.length < factor) {
      const free = brokers.map(({ id }) => id).filter((id) => !chosen.includes(id));
      const next = least(free, (id) => [sameRack(id, chosen), load.get(id) ?? 0, id]);
      if (next === null) break;
      chosen.push(next);
      count(next, 1);
    }
    while (chosen.length > factor) {
      const followers = chosen.slice(1);
      // A broker that is gone goes first: what is left must be able to serve.
      const isGone = (id: number): number => (rackOf.has(id) ? 1 : 0);
      const last = least(followers, (id) => [isGone(id), -sameRack(id, chosen), -(load.get(id) ?? 0), -id]);
      if (last === null) break;
      chosen = chosen.filter((id) => id !== last);
      count(last, -1);
    }
    return chosen;
  });
  return { is: 'possible', replicas };
}

/** The item whose list of numbers comes first; null for none. */
function least(items: readonly number[], rank: (item: number) => readonly number[]): number | null {
  const ranked = items.map((item) => ({ item, at: rank(item) }));
  ranked.sort((a, b) => {
    for (const [index, value] of a.at.entries()) {
      const difference = value - (b.at[index] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  return ranked[0]?.item ?? null;
}
