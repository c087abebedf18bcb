import { sortByAddress } from '../../model/address.ts';
import {
  type KafkaFlavour,
  type LiveTopic,
  type Topic,
  type TopicAction,
  type TopicClauses,
  topicAddress,
} from '../../model/topic.ts';
import type { Verdict } from '../facet.ts';
import { configs } from './configs.ts';
import type { TopicFacet, TopicPair, TopicStep } from './facet.ts';
import { partitions } from './partitions.ts';
import { replicationFactor } from './replication-factor.ts';
import { schema } from './schema.ts';

export type { TopicFacet, TopicPair, TopicStep } from './facet.ts';

export type TopicFacetName = keyof TopicClauses;
type TopicFacets = { readonly [K in TopicFacetName]: TopicFacet<TopicClauses[K]> };

/** Every feature of a topic. The order is the order in which they are changed: new partitions get the new replicas at once. */
export const topicFacets: TopicFacets = { configs, partitions, replicationFactor, schema };

export const topicFacetNames = Object.keys(topicFacets) as readonly TopicFacetName[];

/** Makes the clauses of a topic by asking each facet for its value. */
export function makeTopicClauses(
  value: <K extends TopicFacetName>(name: K, facet: TopicFacet<TopicClauses[K]>) => TopicClauses[K],
): TopicClauses {
  return {
    partitions: value('partitions', topicFacets.partitions),
    replicationFactor: value('replicationFactor', topicFacets.replicationFactor),
    configs: value('configs', topicFacets.configs),
    schema: value('schema', topicFacets.schema),
  };
}

/** The topics of a cluster as the infra map holds them: configs set on the topic alone, in canonical spelling. */
export function liveTopics(topics: readonly LiveTopic[]): readonly Topic[] {
  return sortByAddress(topics.map(liveTopic));
}

function liveTopic(live: LiveTopic): Topic {
  return canonicalTopic({
    ...makeTopicClauses((_, facet) => facet.introspect(live)),
    address: topicAddress(live.name),
    name: live.name,
    isPinned: false,
    destination: null,
    version: null,
    lifeCycle: 'FULLY_MANAGED',
    source: null,
    live,
  });
}

export function canonicalTopic(topic: Topic): Topic {
  return { ...topic, ...makeTopicClauses((name, facet) => facet.canonical(topic[name])) };
}

/** Names of the facets in which a declared topic differs from a live one, with each verdict. Both are canonical. */
export function topicChanges(
  before: Topic,
  after: Topic,
): readonly { readonly facet: TopicFacetName; readonly verdict: Verdict }[] {
  const judge = <K extends TopicFacetName>(facet: K) => {
    const known: TopicFacet<TopicClauses[K]> = topicFacets[facet];
    return { facet, verdict: known.diff(before[facet], after[facet], { before, after }) };
  };
  return topicFacetNames.map((facet) => judge(facet)).filter(({ verdict }) => verdict.is !== 'same');
}

/** All that the differences between two topics ask for, in the order in which it must be done, and what stays and why. */
export function topicSteps(pair: TopicPair, flavour: KafkaFlavour): readonly TopicStep[] {
  return topicFacetNames.flatMap((name) => topicFacets[name].steps(pair, flavour));
}

/** One line for one facet of two topics. */
export function describeTopicFacet<K extends TopicFacetName>(facet: K, before: Topic, after: Topic): string {
  const known: TopicFacet<TopicClauses[K]> = topicFacets[facet];
  return known.describe(before[facet], after[facet]);
}

/** The topic after an action, computed without a cluster. */
export function topicAfter(topic: Topic, action: TopicAction): Topic {
  const outcome = <K extends TopicFacetName>(
    _: K,
    facet: TopicFacet<TopicClauses[K]>,
    value: TopicClauses[K],
  ) => facet.outcome(value, action);
  return {
    ...topic,
    ...makeTopicClauses((name, facet) => outcome(name, facet, topic[name])),
    // What the cluster said was said before.
    live: null,
  };
}
