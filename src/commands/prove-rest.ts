import { AppError } from '../errors.ts';
import type { MigrationReading } from '../files/migration-files.ts';
import type { Operation, Plan } from '../model/operation.ts';
import { rehearseSaved } from './check-plan.ts';
import { type RehearsedPlan, rehearse } from './rehearse.ts';
import type { Standing } from './standing.ts';
import type { Survey } from './survey.ts';
import type { Talk } from './talk.ts';

/** What of a plan is done, and what is left. */
export type Begun = Extract<Standing, { readonly is: 'to-do' }>;

/** Whether anything of a plan has run, if only a statement of an operation. */
export function isBegun({ done, ran, left }: Begun, { operations }: Plan): boolean {
  return done.length > 0 || ran.size > 0 || left.length !== operations.length;
}

/** The operations of a plan in the order in which they happen: first what is done, then all else. */
function inOrderOfDoing({ operations }: Plan, done: readonly Operation[]): readonly Operation[] {
  return [...done, ...operations.filter((operation) => !done.includes(operation))];
}

/**
 * Proves the rest of a plan that stopped halfway. No engine can be brought to where the server is now: between a rename and the
 * change of a view behind it that view could not be created, and of SQL written by hand a half may have run. But the rehearsal
 * that came before the first statement has gone through this very state, where what is done is the beginning of the plan.
 * Otherwise the whole is rehearsed from where it began, in the order in which it happens.
 *
 * @throws AppError REHEARSAL_FAILED
 */
export async function requireRestProved(
  survey: Survey,
  saved: MigrationReading,
  { done, left }: Begun,
  talk: Talk,
): Promise<void> {
  const { plan, positions } = saved.plan;
  const operations = inOrderOfDoing(plan, done);
  if (operations.every((operation, at) => operation === plan.operations[at])) return;
  const places = operations.flatMap((operation) => positions[plan.operations.indexOf(operation)] ?? []);
  const file = { ...saved.plan, plan: { ...plan, operations }, positions: places };
  const proved = await proveWhole(survey, { ...saved, plan: file }, { ...plan, operations: left }, talk);
  proved.notes.forEach(talk.note);
}

async function proveWhole(
  survey: Survey,
  { plan, base }: MigrationReading,
  left: Plan,
  talk: Talk,
): Promise<Pick<RehearsedPlan, 'notes'>> {
  const { shadowVersion, config, databases, shadows, desired } = survey;
  // Without an engine it only says so.
  if (shadowVersion === null) return rehearse(survey, left, talk);
  const ground = { config, databases, shadows, shadowVersion, talk };
  const rehearsed = await rehearseSaved({ plan, base, desired }, ground).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'REHEARSAL_FAILED' ? outOfOrder(error) : error;
  });
  // What does not even parse, the target is asked next.
  return 'notes' in rehearsed ? rehearsed : { notes: [] };
}

function outOfOrder({ message, problems }: AppError): AppError {
  return new AppError('REHEARSAL_FAILED', message, {
    problems,
    hint: 'What is done here is not the beginning of the plan: give it up with `migrate abandon`, then make a new plan',
  });
}
