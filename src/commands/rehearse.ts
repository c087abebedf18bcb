import type { SourcePosition } from '../errors.ts';
import type { PlanHeader } from '../files/plan-header.ts';
import type { Plan } from '../model/operation.ts';
import { isOtherRelease } from '../rehearse/canonicalise-live.ts';
import { rehearsePlan } from '../rehearse/rehearse-plan.ts';
import { shadowAbsence } from '../rehearse/shadow.ts';
import { rehearsalFailure } from './rehearsal-failure.ts';
import type { Survey } from './survey.ts';
import type { Talk } from './talk.ts';

/** What a plan is rehearsed on: the parts of a survey that need no server. */
export type RehearsalGround = Pick<
  Survey,
  'managed' | 'reachable' | 'readings' | 'databases' | 'shadows' | 'shadowVersion'
> & { readonly live: { readonly version: string } };

/** What else a rehearsal is told. */
export interface RehearsalWishes {
  /** Whether a plan without operations is compared with the wanted state all the same. */
  readonly isEmptyProved: boolean;
  /** Where each operation stands, for errors; empty for a plan that stands in no file. */
  readonly positions: readonly SourcePosition[];
}

const NO_WISHES: RehearsalWishes = { isEmptyProved: false, positions: [] };

/** A plan and what its rehearsal showed. */
export interface RehearsedPlan {
  /** With the costs that the engine showed. */
  readonly plan: Plan;
  readonly receipt: PlanHeader['rehearsed'];
  /** What was not run there, a line each; or why nothing was. */
  readonly notes: readonly string[];
}

function unrehearsed(plan: Plan, because: string, notes: readonly string[]): RehearsedPlan {
  return { plan, receipt: { is: 'not-rehearsed', because }, notes };
}

/**
 * Proves a plan on an embedded ClickHouse that holds the live schema. Throws REHEARSAL_FAILED, with the statement and the
 * engine's answer, with a diff of what was reached and what was wanted, or with the INSERT that it breaks.
 */
export async function rehearse(
  survey: RehearsalGround,
  plan: Plan,
  talk: Talk,
  { isEmptyProved, positions }: RehearsalWishes = NO_WISHES,
): Promise<RehearsedPlan> {
  if (plan.operations.length === 0 && !isEmptyProved) return unrehearsed(plan, 'there is nothing to run', []);
  if (plan.refused.length > 0) return unrehearsed(plan, 'it holds changes that are refused', []);
  if (survey.shadowVersion === null) {
    const because = shadowAbsence();
    return unrehearsed(plan, because, [
      `not rehearsed: ${because}; definitions were only parsed, by the target`,
    ]);
  }
  talk.phase('Rehearsing the plan on the embedded ClickHouse');
  const { managed, reachable, readings, databases, shadows } = survey;
  const rehearsed = await rehearsePlan({
    plan,
    live: readings,
    managed,
    desired: reachable,
    databases,
    open: shadows.open,
    judged: shadows.takeKept(),
    isOtherRelease: isOtherRelease(survey.live.version, survey.shadowVersion),
  });
  if (rehearsed.is !== 'reached-desired') throw rehearsalFailure(rehearsed, plan, positions);
  const { engine, operations, skipped } = rehearsed;
  const notes = [
    ...skipped.map(({ because, reason }) => `not rehearsed: ${because}, for ${reason}`),
    ...rehearsed.notes,
  ];
  return {
    plan: rehearsed.plan,
    receipt: { is: 'rehearsed', engine, operations, outcome: 'reached-desired' },
    notes,
  };
}
