import type { ChangeOf } from '../diff/change.ts';
import { diffInfraMaps } from '../diff/diff-infra-maps.ts';
import { describeTopicFacet, topicChanges } from '../facets/topics/index.ts';
import type { Address } from '../model/address.ts';
import { type Desired, emptyInfraMap, type InfraMap } from '../model/infra-map.ts';
import { isTopicOperation, type Plan } from '../model/operation.ts';
import type { KafkaFlavour, Topic, TopicConfigs } from '../model/topic.ts';
import { planTopic } from './plan-topic.ts';
import { simulate } from './simulate.ts';

/**
 * By the name of a topic that is there, the configs that the code names and that need no operation: the brokers give the same
 * without one, nobody may change them, or a life cycle keeps them. Only the cluster can tell, so a plan must remember.
 */
export type SettledConfigs = Readonly<Record<string, readonly string[]>>;

type TopicSides = Pick<InfraMap, 'topics'>;
type TopicChange = ChangeOf<'topic'>;

function changesBetween(
  live: TopicSides,
  desired: { readonly [K in keyof Desired]: TopicSides },
): readonly TopicChange[] {
  const only = ({ topics }: TopicSides): InfraMap => ({ ...emptyInfraMap(''), topics });
  const sides = { declared: only(desired.declared), canonical: only(desired.canonical) };
  return diffInfraMaps(only(live), sides).changes.filter((change) => change.family === 'topic');
}

/** What of the wanted configs a plan between these two sides leaves alone. */
export function settledConfigs(live: TopicSides, desired: Desired, flavour: KafkaFlavour): SettledConfigs {
  const altered = new Map(
    changesBetween(live, desired).flatMap((change) =>
      change.kind === 'altered' ? [[change.address, change]] : [],
    ),
  );
  const there = new Set(live.topics.map(({ address }) => address));
  const settled = desired.canonical.topics.flatMap(({ address, name, configs }) => {
    if (!there.has(address)) return [];
    const change = altered.get(address);
    const changed = change === undefined ? [] : changedConfigs(change, flavour);
    const left = Object.keys(configs).filter((config) => !changed.includes(config));
    return left.length === 0 ? [] : [[name, left.sort()] as const];
  });
  return Object.fromEntries(settled);
}

function changedConfigs(change: TopicChange, flavour: KafkaFlavour): readonly string[] {
  return planTopic(change, flavour).flatMap((planned) =>
    planned.is === 'operation' && planned.operation.kind === 'ModifyTopicConfig'
      ? [...Object.keys(planned.operation.set), ...planned.operation.reset]
      : [],
  );
}

/** What is needed to say whether a plan leads where the code wants its topics. */
export interface TopicCourse {
  readonly base: InfraMap;
  readonly plan: Pick<Plan, 'operations' | 'withheld'>;
  readonly desired: Desired;
  readonly flavour: KafkaFlavour;
  /** Null where nobody has written it down: what is not set on a topic is not judged then. */
  readonly settled: SettledConfigs | null;
}

/** A topic that a plan leaves other than the code declares it. */
export interface MissedTopic {
  readonly address: Address;
  /** What would be left to do, in words. */
  readonly because: string;
}

/** The topics that are not what the code declares once a plan has run, computed without a cluster. */
export function missedTopics(course: TopicCourse): readonly MissedTopic[] {
  const { plan, desired, flavour } = course;
  const withheld = new Set(plan.withheld.map(({ address }) => address));
  return changesBetween({ topics: reachedTopics(course) }, desired).flatMap(
    (change): readonly MissedTopic[] => {
      const { address } = change;
      if (change.kind === 'removed' && withheld.has(address)) return [];
      const isLeft = planTopic(change, flavour).some(({ is }) => is !== 'withheld');
      return isLeft ? [{ address, because: inWords(change) }] : [];
    },
  );
}

function reachedTopics({ base, plan, desired, settled }: TopicCourse): readonly Topic[] {
  const operations = plan.operations.filter(isTopicOperation);
  const wanted = new Map(desired.canonical.topics.map((topic) => [topic.address, topic]));
  const before = new Map(base.topics.map((topic) => [topic.address, topic]));
  return simulate(base, operations).topics.map((topic) => {
    const touched = operations.flatMap((operation) =>
      operation.kind === 'ModifyTopicConfig' && operation.target.name === topic.name
        ? [...Object.keys(operation.set), ...operation.reset]
        : [],
    );
    const was = before.get(topic.address);
    const isSettled = (config: string): boolean =>
      was !== undefined &&
      !touched.includes(config) &&
      (settled === null ? !(config in was.configs) : settled[topic.name]?.includes(config) === true);
    const given = Object.entries(wanted.get(topic.address)?.configs ?? {}).filter(([name]) =>
      isSettled(name),
    );
    const configs: TopicConfigs = { ...topic.configs, ...Object.fromEntries(given) };
    // What the cluster said is in `settled`.
    return { ...topic, configs, live: null };
  });
}

function inWords(change: TopicChange): string {
  switch (change.kind) {
    case 'added':
      return 'the plan does not make it, and the code declares it';
    case 'removed':
      return 'it is there after the plan, and the code does not declare it';
    case 'altered': {
      const { before, after } = change;
      const left = topicChanges(before, after).map(({ facet }) => describeTopicFacet(facet, before, after));
      return `after the plan it is not what the code declares: ${left.join('; ')}`;
    }
    default:
      return change satisfies never;
  }
}
