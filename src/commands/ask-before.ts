import { stepsOf } from '../ddl/steps.ts';
import { AppError } from '../errors.ts';
import type { MigrationReading } from '../files/migration-files.ts';
import type { Address } from '../model/address.ts';
import { hashOperations } from '../model/hash.ts';
import type { Hazard, Operation, Plan } from '../model/operation.ts';
import type { ApplyOptions } from './apply.ts';
import { handEditProblems } from './apply-checks.ts';
import { approvedByAsking, type Review } from './approve.ts';
import type { Asked } from './preflight.ts';
import type { TableSize } from './stakes.ts';
import { whereItStands } from './standing.ts';
import type { Survey } from './survey.ts';
import { toldBy } from './told-by.ts';
import { leftOpen, stillApproved } from './unanswered.ts';
import { type Weighed, weigh } from './weigh.ts';

/** What the live tables hold. */
export function sizesOf({ live }: Survey): ReadonlyMap<Address, TableSize> {
  return new Map(live.objects.map(({ address, rows, bytes }) => [address, { rows, bytes }]));
}

/** What an operation may harm by its plan, and by what its rows say now. */
function hazardsOf(planned: Operation, weighed: Operation, asked: Asked | undefined): readonly Hazard[] {
  const silent = (asked?.unanswered ?? []).filter(({ waits }) => !waits);
  const doubted = silent.flatMap((each) => leftOpen(each, planned));
  return [...new Set([...planned.hazards, ...weighed.hazards, ...doubted])].sort();
}

/** The operations with what the rows say of them now. What was approved stays so, as long as it is the same that was approved. */
function reweighed(operations: readonly Operation[], weighed: Weighed): readonly Operation[] {
  return operations.map((operation, at): Operation => {
    const now = weighed.plan.operations[at] ?? operation;
    const asked = weighed.preflight[at];
    const approved = stillApproved(operation, asked?.results ?? []);
    return { ...now, approved, hazards: hazardsOf(operation, now, asked) };
  });
}

function isBlocked({ preflight, rights }: Weighed): boolean {
  const isInTheWay = ({ results }: Asked): boolean =>
    results.some(({ check, hits }) => hits > 0 && check.means === 'blocks');
  return rights.missing.length > 0 || preflight.some(isInTheWay);
}

/** The saved plan as a person is to see it: what is left of it, weighed by the rows of now. */
async function reviewOf(survey: Survey, plan: Plan, left: readonly Operation[]): Promise<Review> {
  const weighed = await weigh(survey, { ...plan, operations: left });
  return {
    plan: { ...plan, operations: reweighed(left, weighed) },
    steps: stepsOf(left),
    weighed,
    sizes: sizesOf(survey),
    desired: survey.desired.canonical,
    database: survey.target.database,
    engineVersion: survey.live.version,
  };
}

/** What of the saved plan is to be done, as far as can be told before the lock is ours. */
async function leftOf(
  survey: Survey,
  saved: MigrationReading,
  unclear: 'done' | 'again' | null,
): Promise<readonly Operation[]> {
  const { plan } = saved.plan;
  try {
    const current = { ...survey, ...(await survey.decided(toldBy(plan))) };
    const newest = await survey.stores.journal.newest();
    const knowledge = { migration: hashOperations(plan.operations), newest, unclear };
    const standing = await whereItStands(current, saved, knowledge);
    return standing.is === 'already-applied' ? [] : standing.left;
  } catch (error) {
    // Somebody else may be at work, and done when the lock is ours: what still stands in the way then is told.
    if (error instanceof AppError) return [];
    throw error;
  }
}

/**
 * The saved plan with what a person approves of it at apply, once it was shown with what the rows say now. A person may take
 * long to answer, so this comes before the lock is taken; nobody is asked about a plan that cannot start anyway.
 */
export async function approvedBefore(
  survey: Survey,
  saved: MigrationReading,
  { allow, ask, unclearSql }: Pick<ApplyOptions, 'allow' | 'ask' | 'unclearSql'>,
): Promise<Plan> {
  const { plan } = saved.plan;
  if (ask === null || survey.plan.operations.length === 0) return plan;
  const states = [saved.base.map, saved.desired.map] as const;
  if (plan.refused.length > 0 || handEditProblems(saved.plan, states, saved.base.map).length > 0) return plan;
  const left = await leftOf(survey, saved, unclearSql);
  const review = await reviewOf(survey, plan, left);
  if (isBlocked(review.weighed)) return plan;
  const approved = await approvedByAsking(review, allow, ask);
  const answers = new Map(left.map((operation, at) => [operation, approved.operations[at]]));
  const operations = plan.operations.map((operation): Operation => {
    const seen = answers.get(operation);
    if (seen === undefined) return operation;
    // The messages of a topic are approved with the number that was shown.
    const checks = operation.kind === 'DeleteTopic' ? seen.checks : operation.checks;
    return { ...operation, approved: seen.approved, checks };
  });
  return { ...plan, operations };
}
