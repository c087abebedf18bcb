import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Generated } from '../../src/commands/generate.ts';
import { diffInfraMaps } from '../../src/diff/diff-infra-maps.ts';
import { parseSnapshot } from '../../src/files/snapshot.ts';
import type { InfraMap } from '../../src/model/infra-map.ts';
import { planChanges } from '../../src/plan/plan-changes.ts';
import { simulate } from '../../src/plan/simulate.ts';
import { openAnswerCache } from '../../src/rehearse/answer-cache.ts';
import { canonicaliseDeclared } from '../../src/rehearse/canonicalise.ts';
import { openShadow } from '../../src/rehearse/shadow.ts';

export function readSnapshotFile(folder: string, name: string): InfraMap {
  return parseSnapshot(readFileSync(join(folder, name), 'utf8'), name).map;
}

/**
 * Runs the plan in the pure model and says what is then left to do: nothing, unless model and plan disagree. The model
 * holds the user's spelling of what the plan sets, so the engine is asked for its canonical form.
 */
export async function reaches(before: InfraMap, generated: Generated): Promise<readonly string[]> {
  const reached = simulate(before, generated.plan.operations);
  const databases = [...new Set([...reached.tables, ...reached.views, ...reached.materializedViews].map(({ database }) => database))];
  const canonical = await canonicaliseDeclared({
    declared: reached,
    undeclared: [],
    version: 'simulated',
    cache: openAnswerCache(null),
    open: () => openShadow([...new Set([generated.database, ...databases])]),
  });
  const desired = { declared: generated.desired, canonical: generated.desired };
  const diff = diffInfraMaps(canonical, desired);
  const left = planChanges({ diff, live: canonical, desired: generated.desired, sizes: new Map(), unmanaged: new Set(), missingDatabases: [] });
  return [...left.operations.map(({ kind, because }) => `${kind} ${because}`), ...left.refused.map(({ address, because }) => `${address}: ${because}`)];
}
