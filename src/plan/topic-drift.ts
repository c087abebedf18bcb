import { describeTopicFacet, type TopicFacetName, topicFacetNames } from '../facets/topics/index.ts';
import { compareAddresses } from '../model/address.ts';
import { stableJson } from '../model/hash.ts';
import type { Topic } from '../model/topic.ts';
import type { Drift } from './drift.ts';

const OTHERS = [
  'isPinned',
  'destination',
  'version',
  'lifeCycle',
] as const satisfies readonly (keyof Topic)[];

function differs(before: Topic, after: Topic, key: keyof Topic): boolean {
  return stableJson(before[key]) !== stableJson(after[key]);
}

/** A config that went is a difference here, though a plan would leave it as it is. */
function configLines(before: Topic, after: Topic): readonly string[] {
  const gone = Object.keys(before.configs).filter((name) => !(name in after.configs));
  const line = describeTopicFacet('configs', before, {
    ...after,
    configs: { ...after.configs, ...Object.fromEntries(gone.map((name) => [name, null])) },
  });
  return [line];
}

function linesOf(before: Topic, after: Topic): readonly string[] {
  const facets = topicFacetNames.filter((name) => differs(before, after, name));
  const describe = (name: TopicFacetName): readonly string[] =>
    name === 'configs' ? configLines(before, after) : [describeTopicFacet(name, before, after)];
  return [
    ...facets.flatMap(describe),
    ...OTHERS.filter((key) => differs(before, after, key)).map((key) => `${key} changes`),
  ];
}

/** Topics that are not what they were. Everything counts here, also what a plan keeps as it is. */
export function topicDrift(before: readonly Topic[], after: readonly Topic[]): readonly Drift[] {
  const [earlier, later] = [before, after].map(
    (topics) => new Map(topics.map((each) => [each.address, each])),
  );
  const addresses = [...new Set([...before, ...after].map(({ address }) => address))].sort(compareAddresses);
  return addresses.flatMap((address): readonly Drift[] => {
    const [was, is] = [earlier?.get(address), later?.get(address)];
    if (was === undefined) return [{ address, sign: '+', lines: [] }];
    if (is === undefined) return [{ address, sign: '-', lines: [] }];
    const lines = linesOf(was, is);
    return lines.length === 0 ? [] : [{ address, sign: '~', lines }];
  });
}
