import type { TopicAdmin, TopicResult } from '../drivers/kafka/topic-admin.ts';
import { registerSubject } from '../drivers/schema-registry/register.ts';
import type { SchemaRegistry } from '../drivers/schema-registry/schema-registry.ts';
import { AppError } from '../errors.ts';
import { REPLICATION_CONFIG } from '../facets/topics/known-configs.ts';
import { spreadReplicas } from '../facets/topics/replica-spread.ts';
import type { Operation, OperationOf, TopicOperation } from '../model/operation.ts';
import { subjectOf, type TopicSchema } from '../model/subject.ts';

/** What changing topics needs from outside. */
export interface TopicChanging {
  readonly admin: TopicAdmin;
  /** Null where the project names none. */
  readonly registry: SchemaRegistry | null;
  /** The id that a topic had when it was read last; null where it has none. */
  readonly idOf: (name: string) => string | null;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Why nothing more may be waited for; null to go on. */
  readonly mayNotContinue: () => string | null;
}

const DO = { validateOnly: false };
const POLL_MS = 500;
/** How often a partition is looked at that no move is known of and that has other replicas all the same. */
const LOOKS = 20;

/**
 * What moving replicas may take of each broker's network, in bytes per second. Without a limit, a big topic takes all of it from
 * producers and consumers: https://kafka.apache.org/documentation/#rep-throttle
 */
export const MOVE_LIMIT = 50 * 1024 * 1024;

/** The results of a request: throws where one was refused, or cannot be seen. */
function requireDone(results: readonly TopicResult[], what: string): void {
  for (const { topic, outcome } of results) {
    if (outcome.is === 'refused') {
      const { name, message } = outcome.error;
      throw new AppError('BROKER_REFUSED', `The broker refuses ${what} topic ${topic}: ${name}: ${message}`);
    }
    if (outcome.is === 'unseen')
      throw new AppError(
        'TARGET_UNREACHABLE',
        `The broker took it to ${what} topic ${topic}, and it is ${outcome.why}.`,
      );
  }
}

/** Only values that are set: null asks for the broker's own, which a new topic has anyhow. */
export function setConfigs(
  configs: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(configs).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
}

async function beginMove(
  { target, after }: OperationOf<'ReassignTopicReplicas'>,
  { admin }: TopicChanging,
): Promise<'even' | 'moving'> {
  const [live] = await admin.readTopics([target.name]);
  const { partitions = [] } = live ?? {};
  if (partitions.length > 0 && partitions.every(({ replicas }) => replicas.length === after)) return 'even';
  const spread = spreadReplicas(partitions, admin.cluster.brokers, after);
  if (spread.is === 'impossible')
    throw new AppError('BROKER_REFUSED', `Topic ${target.name}: ${spread.because}.`);
  const move = { topic: target.name, replicas: spread.replicas };
  requireDone(await admin.moveReplicas([move], MOVE_LIMIT), 'to move the replicas of');
  return 'moving';
}

/** Moves that an earlier run has begun are waited for first. The limits go when nothing moves any more. */
async function reassign(
  operation: OperationOf<'ReassignTopicReplicas'>,
  changing: TopicChanging,
): Promise<void> {
  const { admin, sleep, mayNotContinue } = changing;
  const { name } = operation.target;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    while ((await admin.listMoves([name])).length > 0) {
      const because = mayNotContinue();
      if (because !== null)
        throw new AppError(
          'APPLY_STOPPED',
          `The replicas of topic ${name} are still being moved, and this goes on: ${because}.`,
          { hint: 'migrate resume waits for it and takes the limits off' },
        );
      await sleep(POLL_MS);
    }
    if ((await beginMove(operation, changing)) === 'even') {
      await admin.endThrottle([name]);
      return;
    }
  }
  throw new AppError('BROKER_REFUSED', `The replicas of topic ${name} do not come to be ${operation.after}.`);
}

async function register(schema: TopicSchema, { registry }: TopicChanging): Promise<void> {
  if (registry === null) throw new AppError('TOOL_BUG', 'A plan with schemas was begun without a registry');
  const outcome = await registerSubject(registry, subjectOf(schema));
  if (outcome.is !== 'incompatible') return;
  throw new AppError(
    'REGISTRY_REFUSED',
    `The schema registry at ${registry.target.url} refuses the new schema of ${schema.subject}: ${outcome.reasons.join('; ')}`,
  );
}

/** Takes off the limits of moves that have ended while nobody looked. */
export async function endMoves(admin: TopicAdmin, operations: readonly Operation[]): Promise<void> {
  const moved = operations.flatMap(({ kind, target }) =>
    kind === 'ReassignTopicReplicas' ? [target.name] : [],
  );
  if (moved.length > 0 && admin.cluster.flavour !== 'redpanda') await admin.endThrottle(moved);
}

/** Does one operation and waits until it can be seen. @throws AppError when it is not done, or nobody knows. */
export async function changeTopic(operation: TopicOperation, changing: TopicChanging): Promise<void> {
  const { admin, idOf } = changing;
  const topic = operation.target.name;
  switch (operation.kind) {
    case 'RegisterTopicSchema':
      return register(operation.after, changing);
    case 'CreateTopic': {
      // Nobody can write to a topic that is not there: the schema is known before the first message.
      if (operation.topic.schema !== null) await register(operation.topic.schema, changing);
      const { partitions, replicationFactor, configs } = operation.topic;
      const made = { name: topic, partitions, replicationFactor, configs: setConfigs(configs) };
      return requireDone(await admin.createTopics([made], DO), 'to make');
    }
    case 'DeleteTopic':
      return requireDone(await admin.deleteTopics([{ topic, id: idOf(topic) }]), 'to delete');
    case 'IncreaseTopicPartitions':
      return requireDone(
        await admin.growTopics([{ topic, partitions: operation.after }], DO),
        'to add partitions to',
      );
    case 'ModifyTopicConfig': {
      const { set, reset } = operation;
      return requireDone(await admin.alterConfigs([{ topic, set, reset }], DO), 'to alter the configs of');
    }
    case 'ReassignTopicReplicas': {
      if (admin.cluster.flavour !== 'redpanda') return reassign(operation, changing);
      const set = { [REPLICATION_CONFIG]: String(operation.after) };
      return requireDone(
        await admin.alterConfigs([{ topic, set, reset: [] }], DO),
        'to move the replicas of',
      );
    }
    default:
      return operation satisfies never;
  }
}
