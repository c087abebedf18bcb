import { ERROR } from './broker-error.ts';
import type { BrokerConnections } from './connection.ts';
import { listOffsets1, OFFSET_AT } from './messages/use.ts';
import type { ClusterState } from './metadata.ts';

/** Where the messages of a partition are. */
export interface OffsetRange {
  readonly partition: number;
  readonly leader: number;
  /** Of the first message that is there. */
  readonly first: bigint;
  /** Of the one that will be written next. */
  readonly next: bigint;
}

/** The ranges of topics by name; only of those whose partitions all have a leader that answers. */
export async function readRanges(
  connections: BrokerConnections,
  { topics }: ClusterState,
): Promise<ReadonlyMap<string, readonly OffsetRange[]>> {
  const ranges = new Map<string, readonly OffsetRange[]>();
  for (const { errorCode, listing } of topics) {
    if (errorCode !== ERROR.none && errorCode !== ERROR.leaderNotAvailable) continue;
    const leaders = new Set(listing.partitions.map(({ leader }) => leader));
    const found: OffsetRange[] = [];
    for (const leader of leaders) {
      const own = listing.partitions.filter((each) => each.leader === leader).map(({ index }) => index);
      const some = leader === null ? null : await rangesOn(connections, leader, listing.name, own);
      if (some === null) break;
      found.push(...some);
    }
    if (found.length === listing.partitions.length) ranges.set(listing.name, found);
  }
  return ranges;
}

async function rangesOn(
  connections: BrokerConnections,
  leader: number,
  topic: string,
  partitions: readonly number[],
): Promise<readonly OffsetRange[] | null> {
  const offsetsAt = async (timestamp: bigint): Promise<ReadonlyMap<number, bigint> | null> => {
    const request = {
      replicaId: -1,
      topics: [{ name: topic, partitions: partitions.map((index) => ({ index, timestamp })) }],
    };
    const answer = await connections.ask(listOffsets1, request, { broker: leader });
    const offsets = answer.topics.flatMap((each) => each.partitions);
    if (offsets.some(({ errorCode }) => errorCode !== ERROR.none)) return null;
    return new Map(offsets.map(({ index, offset }) => [index, offset]));
  };
  const [first, next] = [await offsetsAt(OFFSET_AT.earliest), await offsetsAt(OFFSET_AT.latest)];
  if (first === null || next === null) return null;
  return partitions.map((partition) => ({
    partition,
    leader,
    first: first.get(partition) ?? 0n,
    next: next.get(partition) ?? 0n,
  }));
}

/** An upper bound of the messages in some ranges: compaction and transactions leave offsets without any. Null where they are not known. */
export function messagesIn(ranges: readonly OffsetRange[] | undefined): bigint | null {
  return ranges?.reduce((sum, { first, next }) => sum + next - first, 0n) ?? null;
}
