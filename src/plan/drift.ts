import type { Change } from '../diff/change.ts';
import { diffInfraMaps } from '../diff/diff-infra-maps.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { describeFacetChange } from './describe-change.ts';
import { topicDrift } from './topic-drift.ts';

/** One object that is not what it was when the plan was made. */
export interface Drift {
  readonly address: string;
  /** `+` it came, `-` it went, `~` it changed. */
  readonly sign: '+' | '-' | '~';
  readonly lines: readonly string[];
}

function driftOf(change: Change): Drift {
  if (change.kind === 'added') return { address: change.address, sign: '+', lines: [] };
  if (change.kind === 'removed') return { address: change.address, sign: '-', lines: [] };
  return { address: change.address, sign: '~', lines: describeFacetChange(change) };
}

/** What changed between two canonical maps, for people. */
export function driftBetween(before: InfraMap, after: InfraMap): readonly Drift[] {
  const { changes } = diffInfraMaps(before, { declared: after, canonical: after });
  return [
    ...changes.filter(({ family }) => family !== 'topic').map(driftOf),
    ...topicDrift(before.topics, after.topics),
  ];
}
