import type { ValueOf } from '../../src/drivers/kafka/codec.ts';
import type { describeLogDirs1 } from '../../src/drivers/kafka/messages/log-dirs.ts';
import type {
  alterPartitionReassignments0,
  listPartitionReassignments0,
} from '../../src/drivers/kafka/messages/reassignments.ts';

interface Move {
  readonly target: readonly number[];
  /** Looks since it began. */
  looks: number;
}

/** Bytes of each whole replica of the fake. */
export const REPLICA_BYTES = 4_000_000;

/** Where the replicas of a fake cluster are. Every look at a move ends that of one more partition. */
export class FakeReplicas {
  /** Looks that a move takes at least. */
  movesTake = 0;
  /** Moves that were begun: `topic 7,8`. */
  readonly begun: string[] = [];
  private readonly brokers: readonly number[];
  private readonly of = new Map<string, readonly number[]>();
  private readonly moves = new Map<string, Move>();
  private readonly partitionsOf: (topic: string) => number;

  constructor(brokers: readonly number[], partitionsOf: (topic: string) => number) {
    this.brokers = brokers;
    this.partitionsOf = partitionsOf;
  }

  place(topic: string, count: number): void {
    this.of.set(topic, this.brokers.slice(0, Math.max(1, count)));
    this.moves.delete(topic);
  }

  isMoving(topic: string): boolean {
    return this.moves.has(topic);
  }

  /** Replicas of a partition as Metadata tells them: also those that are still being made. */
  on(topic: string, partition: number): readonly number[] {
    const before = this.of.get(topic) ?? this.brokers.slice(0, 1);
    const move = this.moves.get(topic);
    if (move === undefined) return before;
    return partition < move.looks ? move.target : [...new Set([...move.target, ...before])];
  }

  move(topic: string, target: readonly number[] | null): void {
    if (target === null) {
      this.moves.delete(topic);
      return;
    }
    this.begun.push(`${topic} ${target.join(',')}`);
    if (this.movesTake === 0) this.of.set(topic, target);
    else this.moves.set(topic, { target, looks: 0 });
  }

  alter({
    topics,
  }: ValueOf<typeof alterPartitionReassignments0.request>): ValueOf<
    typeof alterPartitionReassignments0.response
  > {
    const answers = topics.map(({ name, partitions }) => {
      const target = partitions[0]?.replicas ?? null;
      const stranger = target?.find((broker) => !this.brokers.includes(broker));
      if (stranger === undefined) this.move(name, target);
      return {
        name,
        partitions: partitions.map(({ index }) => ({
          index,
          errorCode: stranger === undefined ? 0 : 39,
          errorMessage: stranger === undefined ? null : `there is no broker ${stranger}`,
        })),
      };
    });
    return { throttleMs: 0, errorCode: 0, errorMessage: null, topics: answers };
  }

  list(): ValueOf<typeof listPartitionReassignments0.response> {
    const topics = [...this.moves].map(([name, { target, looks }]) => {
      const before = this.of.get(name) ?? [];
      const left = Array.from({ length: this.partitionsOf(name) }, (_, index) => index).slice(looks);
      return {
        name,
        partitions: left.map((index) => ({
          index,
          replicas: this.on(name, index),
          adding: target.filter((broker) => !before.includes(broker)),
          removing: before.filter((broker) => !target.includes(broker)),
        })),
      };
    });
    for (const [name, move] of this.moves) {
      move.looks += 1;
      if (move.looks < Math.max(this.movesTake, this.partitionsOf(name))) continue;
      this.of.set(name, move.target);
      this.moves.delete(name);
    }
    const shown = topics.filter(({ partitions }) => partitions.length > 0);
    return { throttleMs: 0, errorCode: 0, errorMessage: null, topics: shown };
  }

  /** A new replica is half copied while it is being made. */
  sizes(
    broker: number,
    { topics }: ValueOf<typeof describeLogDirs1.request>,
  ): ValueOf<typeof describeLogDirs1.response> {
    const held = (topics ?? []).map(({ name, partitions }) => ({
      name,
      partitions: partitions
        .filter((index) => this.on(name, index).includes(broker))
        .map((index) => ({
          index,
          size: BigInt(this.of.get(name)?.includes(broker) ? REPLICA_BYTES : REPLICA_BYTES / 2),
          lag: 0n,
          isFuture: false,
        })),
    }));
    return { throttleMs: 0, folders: [{ errorCode: 0, path: '/data', topics: held }] };
  }
}
