import { effectWhenOmitted } from '../files/effect.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { Hazard, Operation } from '../model/operation.ts';

/** A check that could not be made, with the reason. */
export interface Unanswered {
  readonly check: Check;
  readonly reason: string;
  /** Whether it waits for SQL of the plan: apply asks it just before its step. */
  readonly waits: boolean;
}

/** True for what a hit would want approved, and not only tell or forbid. */
export function isHazard(means: Check['means']): means is Hazard {
  return means !== 'blocks' && means !== 'tells';
}

/**
 * The hazards that an operation may have for all that is known while a question is not answered: those that the answer could
 * have shown or settled. Empty for a question about who reads what, which guards no data, and about what the server itself
 * would refuse.
 */
export function leftOpen({ check }: Unanswered, operation: Operation): readonly Hazard[] {
  const { means, settles } = check;
  const shown = isHazard(means) && means !== 'BREAKS_DEPENDENTS' ? [means] : [];
  const own = new Set([...operation.hazards, ...effectWhenOmitted(operation).hazards]);
  const doubted = settles.filter((hazard) => own.has(hazard));
  // What hand-written SQL may harm stands nowhere but in the question.
  return [...new Set([...shown, ...(doubted.length === 0 ? settles : doubted)])].sort();
}

/** Of these the ones that nobody has approved. */
export function unapproved(
  hazards: readonly Hazard[],
  { approved }: Operation,
  allowed: readonly Hazard[],
): readonly Hazard[] {
  return hazards.filter((hazard) => !approved.includes(hazard) && !allowed.includes(hazard));
}

/**
 * What was approved of an operation and still is. Whoever approved the deletion of a topic in which no message was has said
 * nothing about the messages that came since.
 */
export function stillApproved(
  { kind, approved, checks }: Operation,
  results: readonly CheckResult[],
): readonly Hazard[] {
  if (kind !== 'DeleteTopic') return approved;
  const came = results.filter(
    ({ check, hits }) => hits > 0 && checks.some(({ sql, found }) => sql === check.sql && found === 0),
  );
  return approved.filter((hazard) => !came.some(({ check }) => check.means === hazard));
}

/** `local.t/column/n: rows whose n cannot be Int8 as it is: not answered (no answer within 60 seconds)`. */
export function unansweredText({ check, reason }: Unanswered): string {
  return `${check.because}: ${check.asks}: not answered (${reason})`;
}
