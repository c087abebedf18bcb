import { MOVE_LIMIT } from '../apply/move-topic.ts';
import type { JournaledMigration } from '../model/journal.ts';
import type { OperationKind } from '../model/operation.ts';
import { topicAddress } from '../model/topic.ts';
import { kafkaTargetOf } from '../project/config/kafka-target.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import type { Talk } from './talk.ts';

const MOVE: OperationKind = 'ReassignTopicReplicas';

/** Topics whose replicas a migration has begun to move, as its journal tells it. */
function movedIn({ entries }: JournaledMigration): readonly string[] {
  const prefix = `${MOVE} ${topicAddress('')}`;
  const keys = entries
    .filter(({ event }) => event.startsWith('step-'))
    .flatMap(({ operations }) => operations);
  const names = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  return [...new Set(names)].sort();
}

/**
 * Takes off the limits that moves of a given-up migration leave on the brokers, where nothing is being moved any more. What cannot
 * be taken off now is told: nobody else looks after it.
 */
export async function endAbandonedMoves(
  migration: JournaledMigration,
  config: ProjectConfig,
  brokers: string | null,
  talk: Talk,
): Promise<void> {
  const topics = movedIn(migration);
  if (topics.length === 0) return;
  const left = (why: string): void =>
    talk.note(
      `the replicas of ${topics.join(', ')} ${why}. The limits of that move stay: (leader|follower).replication.throttled.rate=${MOVE_LIMIT} on brokers, …throttled.replicas on topics; take them off with kafka-configs --alter --delete-config once it has ended`,
    );
  if (brokers === null && config.redpanda.broker === null)
    return left('may still be moving, and no broker is known here to ask');
  const { connectKafka } = await import('../drivers/kafka/kafka-admin.ts');
  try {
    const admin = await connectKafka(kafkaTargetOf(config, brokers));
    try {
      if (admin.cluster.flavour === 'redpanda') return;
      const moves = await admin.listMoves(topics);
      if (moves.length > 0) left('are still being moved, which goes on by itself');
      else await admin.endThrottle(topics, MOVE_LIMIT);
    } finally {
      await admin.close();
    }
  } catch (error) {
    left(`could not be looked at (${error instanceof Error ? error.message : String(error)})`);
  }
}
