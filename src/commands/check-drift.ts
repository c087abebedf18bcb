import { AppError } from '../errors.ts';
import type { PlanFile } from '../files/plan.ts';
import type { Snapshot } from '../files/snapshot.ts';
import { hashInfraMap } from '../model/hash.ts';
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

/** Throws when the plan was made for another database: every address in it is of that one. */
export function requireSameDatabase({ header }: PlanFile, database: string): void {
  const planned = header?.target.database ?? database;
  if (planned === database) return;
  throw new AppError(
    'PLAN_STALE',
    `The plan was made for the database \`${planned}\`, not for \`${database}\`; nothing was changed.`,
    {
      hint: `Name a server and \`${planned}\` with --clickhouse-url, or make a new plan: migrate generate --save`,
    },
  );
}

/**
 * Throws when the code is not the code the plan was made from.
 *
 * @param isHalfway whether a migration stopped halfway on the target, which forbids a new plan
 */
export function requireSameCode(desired: InfraMap, saved: Snapshot, isHalfway = false): void {
  if (hashInfraMap(desired) === saved.hash) return;
  const drift = driftBetween(saved.map, desired);
  throw new AppError(
    'PLAN_STALE',
    ['The code has changed since the plan was made; nothing was changed.', ...driftLines(drift)].join('\n'),
    {
      hint: isHalfway
        ? 'A migration stopped halfway on this target: with the code of the plan again, `migrate resume` finishes it; `migrate abandon` gives it up, and a new plan may be made'
        : 'Make a new plan: migrate generate --save',
    },
  );
}
