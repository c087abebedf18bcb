import { AppError } from '../errors.ts';
import type { Snapshot } from '../files/snapshot.ts';
import { hashInfraMap, stableJson } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import { type Drift, driftBetween } from '../plan/drift.ts';

/** Where the server stands with respect to a saved plan. */
export type DriftCheck =
  | { readonly is: 'none' }
  | { readonly is: 'already-applied' }
  | { readonly is: 'drifted'; readonly drift: readonly Drift[] };

/** Live state against the plan's base; a state that needs nothing more counts as applied. */
export function checkDrift(live: InfraMap, base: Snapshot, remaining: Plan): DriftCheck {
  if (hashInfraMap(live) === base.hash) return { is: 'none' };
  if (remaining.operations.length === 0 && remaining.refused.length === 0) return { is: 'already-applied' };
  return { is: 'drifted', drift: driftBetween(base.map, live) };
}

/** A drift as lines of text: the object, then what changed in it. */
export function driftLines(drift: readonly Drift[]): readonly string[] {
  return drift.flatMap(({ sign, address, lines }) => [
    `${sign} ${address}`,
    ...lines.map((line) => `    ${line}`),
  ]);
}

/** Topics are recorded and not planned, so the diff does not name them; the code may have changed in nothing else. */
function topicDrift(before: InfraMap, after: InfraMap): readonly Drift[] {
  const shape = ({ topics }: InfraMap): ReadonlyMap<string, string> =>
    new Map(topics.map(({ source: _source, ...topic }) => [topic.address, stableJson(topic)]));
  const [earlier, later] = [shape(before), shape(after)];
  const addresses = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return addresses.flatMap((address): readonly Drift[] => {
    if (earlier.get(address) === later.get(address)) return [];
    return [{ address, sign: !earlier.has(address) ? '+' : later.has(address) ? '~' : '-', lines: [] }];
  });
}

/** Throws when the code is not the code the plan was made from. */
export function requireSameCode(desired: InfraMap, saved: Snapshot): void {
  if (hashInfraMap(desired) === saved.hash) return;
  const drift = [...driftBetween(saved.map, desired), ...topicDrift(saved.map, desired)];
  throw new AppError(
    'PLAN_STALE',
    ['The code has changed since the plan was made; nothing was changed.', ...driftLines(drift)].join('\n'),
    {
      hint: 'Make a new plan: migrate generate --save',
    },
  );
}
