import { setConfigs } from '../apply/change-topic.ts';
import type { TopicAdmin, TopicResult } from '../drivers/kafka/topic-admin.ts';
import { AppError, type Problem, problem } from '../errors.ts';
import { spreadReplicas } from '../facets/topics/replica-spread.ts';
import type { OperationKind, OperationOf, Plan, TopicOperation } from '../model/operation.ts';
import { isTopicOperation } from '../model/operation.ts';
import type { Topic } from '../model/topic.ts';

const CHECK = { validateOnly: true };

function refusals(results: readonly TopicResult[]): readonly (readonly [topic: string, because: string])[] {
  return results.flatMap(({ topic, outcome }) => {
    if (outcome.is === 'done') return [];
    const because =
      outcome.is === 'refused' ? `${outcome.error.name}: ${outcome.error.message}` : outcome.why;
    return [[topic, because] as const];
  });
}

/** Replicas cannot be moved on trial: whether there are brokers for them can be told all the same. */
async function impossibleMoves(
  moves: readonly OperationOf<'ReassignTopicReplicas'>[],
  admin: TopicAdmin,
): Promise<readonly (readonly [topic: string, because: string])[]> {
  const live = await admin.readTopics(moves.map(({ target }) => target.name));
  return moves.flatMap(({ target, after }) => {
    const partitions = live.find(({ name }) => name === target.name)?.partitions ?? [];
    const spread = spreadReplicas(partitions, admin.cluster.brokers, after);
    return spread.is === 'impossible' ? [[target.name, spread.because] as const] : [];
  });
}

/** A deletion cannot be tried either: whether we may is asked, where the brokers tell. */
async function deniedDeletions(
  deletions: readonly OperationOf<'DeleteTopic'>[],
  admin: TopicAdmin,
): Promise<readonly (readonly [topic: string, because: string])[]> {
  const rights = await admin.readRights(deletions.map(({ target }) => target.name));
  const who = admin.target.sasl?.username ?? 'this client';
  return rights.flatMap(({ topic, mayDelete }) =>
    mayDelete === false ? [[topic, `${who} has no right to delete it`] as const] : [],
  );
}

/**
 * Lets the brokers check every operation on a topic, without doing it.
 *
 * @param declared the topics of the code, for the places that are shown
 * @throws AppError PREFLIGHT_FAILED with what each of them is refused for
 */
export async function validateTopics(
  admin: TopicAdmin | null,
  { operations }: Plan,
  declared: readonly Topic[],
): Promise<void> {
  const all = operations.filter(isTopicOperation);
  if (admin === null || all.length === 0) return;
  const of = <K extends OperationKind>(kind: K): readonly OperationOf<K>[] =>
    operations.filter((operation): operation is OperationOf<K> => operation.kind === kind);
  const asked = async <T>(
    items: readonly T[],
    ask: (items: readonly T[]) => Promise<readonly TopicResult[]>,
  ) => (items.length === 0 ? [] : refusals(await ask(items)));
  const created = of('CreateTopic').map(({ topic: { name, partitions, replicationFactor, configs } }) => ({
    name,
    partitions,
    replicationFactor,
    configs: setConfigs(configs),
  }));
  const grown = of('IncreaseTopicPartitions').map(({ target, after }) => ({
    topic: target.name,
    partitions: after,
  }));
  const altered = of('ModifyTopicConfig').map(({ target, set, reset }) => ({
    topic: target.name,
    set,
    reset,
  }));
  const found: readonly (readonly [TopicOperation['kind'], readonly (readonly [string, string])[]])[] = [
    ['CreateTopic', await asked(created, (items) => admin.createTopics(items, CHECK))],
    ['IncreaseTopicPartitions', await asked(grown, (items) => admin.growTopics(items, CHECK))],
    ['ModifyTopicConfig', await asked(altered, (items) => admin.alterConfigs(items, CHECK))],
    ['DeleteTopic', await deniedDeletions(of('DeleteTopic'), admin)],
    ['ReassignTopicReplicas', await impossibleMoves(of('ReassignTopicReplicas'), admin)],
  ];
  const problems = found.flatMap(([kind, each]): readonly Problem[] =>
    each.map(([topic, because]) =>
      problem('PREFLIGHT_FAILED', `${kind} ${topic}: ${because}`, {
        position: declared.find(({ name }) => name === topic)?.source ?? null,
      }),
    ),
  );
  if (problems.length > 0)
    throw new AppError(
      'PREFLIGHT_FAILED',
      'The brokers refuse some changes of topics when they are asked to check them; nothing was changed.',
      { problems },
    );
}
