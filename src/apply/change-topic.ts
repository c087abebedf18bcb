import { registerSubject } from '../drivers/schema-registry/register.ts';
import type { SchemaRegistry } from '../drivers/schema-registry/schema-registry.ts';
import { AppError } from '../errors.ts';
import type { TopicOperation } from '../model/operation.ts';
import { subjectOf, type TopicSchema } from '../model/subject.ts';
import { type Moving, moveTopic } from './move-topic.ts';
import { requireDone } from './topic-result.ts';

/** What changing topics needs from outside. */
export interface TopicChanging extends Moving {
  /** Null where the project names none. */
  readonly registry: SchemaRegistry | null;
  /** The id that a topic had when it was read last; null where it has none. */
  readonly idOf: (name: string) => string | null;
}

const DO = { validateOnly: false };

/** Only values that are set: null asks for the broker's own, which a new topic has anyhow. */
export function setConfigs(
  configs: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(configs).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
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
    case 'ReassignTopicReplicas':
      return moveTopic(operation, changing);
    default:
      return operation satisfies never;
  }
}
