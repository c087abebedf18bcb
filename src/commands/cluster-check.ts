import type { TopicAdmin } from '../drivers/kafka/topic-admin.ts';
import type { StoredState } from '../drivers/state-store.ts';
import { AppError } from '../errors.ts';
import type { MigrationReading } from '../files/migration-files.ts';
import type { PlanFile } from '../files/plan.ts';
import type { KafkaReceipt } from '../files/plan-header.ts';
import { isTopicOperation, type Plan } from '../model/operation.ts';
import { describeKafkaTarget } from '../model/target.ts';
import { topicAddress } from '../model/topic.ts';
import { settledConfigs } from '../plan/missed-topics.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import type { Comparison } from './compare.ts';
import type { Project } from './project.ts';

/** What a plan says of the cluster it was made for; null where it holds no topics. */
export function kafkaReceiptOf(
  { topics, desired, managed, reachable }: Comparison,
  plan: Plan,
): KafkaReceipt | null {
  if (topics === null || topics.managed.length + desired.declared.topics.length === 0) return null;
  const touched = new Set(plan.operations.filter(isTopicOperation).map(({ target }) => target.name));
  const ids = topics.managed.flatMap(({ name, live }) =>
    touched.has(name) && live !== null && live.id !== null ? [[name, live.id] as const] : [],
  );
  return {
    cluster: topics.cluster,
    flavour: topics.flavour,
    topicIds: Object.fromEntries(ids),
    settledConfigs: settledConfigs(managed, reachable, topics.flavour),
  };
}

/**
 * Throws when the brokers are of another cluster than the topics that are ours: planned there, all of them would be made anew,
 * and nobody would look after those that there are.
 */
export function requireOwnCluster(
  { config }: Project,
  { objects, kafkaCluster }: StoredState,
  { target, cluster }: TopicAdmin,
): void {
  const wanted = config.redpanda.clusterId ?? kafkaCluster;
  if (wanted === null || cluster.id === null || wanted === cluster.id) return;
  const brokers = describeKafkaTarget(target);
  const ours = [...objects.keys()].filter((address) => address.startsWith(topicAddress('')));
  const why =
    config.redpanda.clusterId === null
      ? `The topics of this project are on the Kafka cluster ${wanted}, and ${brokers} is ${cluster.id}; nothing was changed.`
      : `cluster_id of [redpanda_config] is ${wanted}, and ${brokers} is the Kafka cluster ${cluster.id}; nothing was changed.`;
  const lines =
    config.redpanda.clusterId === null ? ours.map((address) => `~ ${address}\n    is on ${wanted}`) : [];
  throw new AppError('LIVE_DRIFTED', [why, ...lines].join('\n'), {
    hint: `Name the brokers of ${wanted} with --kafka-brokers; to have the topics made on this cluster, set cluster_id = "${cluster.id}" in [redpanda_config]`,
  });
}

const AGAIN = 'make a new plan: migrate generate --save';

/** Whether a plan holds anything for ClickHouse that `features.olap` keeps from being applied. Moose plans it then, too. */
export function isOlapMissing({ features }: ProjectConfig, { operations }: Plan): boolean {
  return !features.olap && !operations.every(isTopicOperation);
}

/** Throws when the plan is about ClickHouse, and the project says that it has none. */
export function requireOlap(config: ProjectConfig, plan: Plan): void {
  if (isOlapMissing(config, plan))
    throw new AppError('TARGET_INVALID', 'The plan is about ClickHouse, and features.olap is off.', {
      hint: 'Set olap = true in [features], or MOOSE_FEATURES__OLAP=true',
    });
}

/** Throws when the plan is about topics of another cluster, or about none where there is one, or the other way round. */
export function requireSameCluster(
  { plan: { plan, header }, base }: Pick<MigrationReading, 'plan' | 'base'>,
  { topics, plan: now }: Comparison,
  isOn: boolean,
): void {
  const planned = header?.kafka ?? null;
  if (topics === null) {
    if (planned === null && !plan.operations.some(isTopicOperation)) return;
    if (!isOn)
      throw new AppError(
        'TARGET_INVALID',
        'The plan is about topics, and features.streaming_engine is off.',
        {
          hint: 'Set streaming_engine = true in [features], or MOOSE_FEATURES__STREAMING_ENGINE=true',
        },
      );
    throw new AppError('TARGET_INVALID', 'The plan is about topics, and no brokers are named.', {
      hint: 'Name them with --kafka-brokers, or broker in [redpanda_config]',
    });
  }
  // A plan of the peer's, or by hand, has no header: the state that it starts from may know its cluster.
  if (header === null) {
    requireCluster(base.kafkaCluster, topics.cluster);
    return;
  }
  if (planned === null) {
    if (topics.managed.length === 0 && !now.operations.some(isTopicOperation)) return;
    throw new AppError('PLAN_STALE', 'The plan was made without brokers; nothing was changed.', {
      hint: `To have topics in it, ${AGAIN}`,
    });
  }
  requireCluster(planned.cluster, topics.cluster);
}

function requireCluster(planned: string | null, now: string | null): void {
  if (planned === null || now === null || planned === now) return;
  throw new AppError(
    'PLAN_STALE',
    `The plan was made for the Kafka cluster ${planned}, and this one is ${now}; nothing was changed.`,
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
