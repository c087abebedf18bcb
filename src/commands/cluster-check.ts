import { AppError } from '../errors.ts';
import type { PlanFile } from '../files/plan.ts';
import type { KafkaReceipt } from '../files/plan-header.ts';
import { isTopicOperation, type Plan } from '../model/operation.ts';
import type { Comparison } from './compare.ts';

/** What a plan says of the cluster it was made for; null where it holds no topics. */
export function kafkaReceiptOf({ topics, desired }: Comparison, plan: Plan): KafkaReceipt | null {
  if (topics === null || topics.managed.length + desired.declared.topics.length === 0) return null;
  const touched = new Set(plan.operations.filter(isTopicOperation).map(({ target }) => target.name));
  const ids = topics.managed.flatMap(({ name, live }) =>
    touched.has(name) && live !== null && live.id !== null ? [[name, live.id] as const] : [],
  );
  return { cluster: topics.cluster, flavour: topics.flavour, topicIds: Object.fromEntries(ids) };
}

const AGAIN = 'make a new plan: migrate generate --save';

/** Throws when the plan is about topics of another cluster, or about none where there is one, or the other way round. */
export function requireSameCluster({ plan, header }: PlanFile, { topics, plan: now }: Comparison): void {
  const planned = header?.kafka ?? null;
  if (topics === null) {
    if (planned === null && !plan.operations.some(isTopicOperation)) return;
    throw new AppError('TARGET_INVALID', 'The plan is about topics, and no brokers are named.', {
      hint: 'Name them with --kafka-brokers, or broker in [redpanda_config]',
    });
  }
  if (header === null) return;
  if (planned === null) {
    if (topics.managed.length === 0 && !now.operations.some(isTopicOperation)) return;
    throw new AppError('PLAN_STALE', 'The plan was made without brokers; nothing was changed.', {
      hint: `To have topics in it, ${AGAIN}`,
    });
  }
  if (planned.cluster === null || topics.cluster === null || planned.cluster === topics.cluster) return;
  throw new AppError(
    'PLAN_STALE',
    `The plan was made for the Kafka cluster ${planned.cluster}, and this one is ${topics.cluster}; nothing was changed.`,
    { hint: `Name the brokers of the other one with --kafka-brokers, or ${AGAIN}` },
  );
}

/** Throws when a topic of the plan was deleted and made anew since: what is in it now is not what was looked at. */
export function requireSameTopics({ header }: PlanFile, { topics }: Comparison): void {
  const planned = new Map(Object.entries(header?.kafka?.topicIds ?? {}));
  const others = (topics?.managed ?? []).filter(({ name, live }) => {
    const id = planned.get(name);
    return id !== undefined && live !== null && live.id !== null && live.id !== id;
  });
  if (others.length === 0) return;
  const lines = others.map(({ address }) => `~ ${address}\n    was deleted and made anew`);
  throw new AppError(
    'LIVE_DRIFTED',
    ['Topics are not those that the plan was made for; nothing was changed.', ...lines].join('\n'),
    { hint: `See what happened there, then ${AGAIN}` },
  );
}
