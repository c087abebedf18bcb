import { createPatch } from 'diff';
import { AppError, problem } from '../errors.ts';
import type { PlanHeader } from '../files/plan-header.ts';
import type { Plan } from '../model/operation.ts';
import { tokenize } from '../model/tokens.ts';
import { isOtherRelease } from '../rehearse/canonicalise-live.ts';
import { type Mismatch, type Rehearsed, rehearsePlan } from '../rehearse/rehearse-plan.ts';
import type { Survey } from './survey.ts';
import type { Talk } from './talk.ts';

/** A plan and what its rehearsal showed. */
export interface RehearsedPlan {
  /** With the costs that the engine showed. */
  readonly plan: Plan;
  readonly receipt: PlanHeader['rehearsed'];
  /** What was not run there, a line each; or why nothing was. */
  readonly notes: readonly string[];
}

/** A CREATE text with a line for each element, so that a diff shows what differs. */
function inLines(text: string | null): string {
  if (text === null) return '';
  let lines = '';
  let end = 0;
  for (const token of tokenize(text)) {
    const isBreak = token.depth <= 1 && (token.text === ',' || token.text === '(' || token.text === ')');
    lines += text.slice(end, token.end);
    if (isBreak && token.text !== ')') lines += '\n ';
    end = token.end;
  }
  return `${lines}${text.slice(end)}\n`;
}

function patchOf({ address, reached, desired }: Mismatch): string {
  const patch = createPatch(address, inLines(reached), inLines(desired), 'after the plan', 'declared', {
    context: 1,
  });
  return patch.split('\n').slice(2).join('\n').trimEnd();
}

function requireReached(rehearsed: Rehearsed): Extract<Rehearsed, { readonly is: 'reached-desired' }> {
  if (rehearsed.is === 'reached-desired') return rehearsed;
  if (rehearsed.is === 'failed') {
    const { operation, statement, error } = rehearsed;
    throw new AppError(
      'REHEARSAL_FAILED',
      `The plan fails on an embedded ClickHouse; nothing was written or changed.`,
      {
        problems: [
          problem(
            'REHEARSAL_FAILED',
            `${operation.kind} ${operation.because}: ${error.message} (code ${error.code}, ${error.name})\n  ${statement};`,
          ),
        ],
        hint: 'Something else depends on what the plan changes, or ClickHouse does not allow the change: make it in smaller steps',
      },
    );
  }
  throw new AppError(
    'REHEARSAL_FAILED',
    'The plan runs on an embedded ClickHouse, but does not end in what the code declares; nothing was written or changed.',
    {
      problems: rehearsed.mismatches.map((mismatch) =>
        problem('REHEARSAL_FAILED', `${mismatch.address}\n${patchOf(mismatch)}`),
      ),
    },
  );
}

function unrehearsed(plan: Plan, because: string, notes: readonly string[]): RehearsedPlan {
  return { plan, receipt: { is: 'not-rehearsed', because }, notes };
}

/**
 * Proves a plan on an embedded ClickHouse that holds the live schema. Throws REHEARSAL_FAILED, with the statement and the
 * engine's answer, or with a diff of what was reached and what was wanted.
 */
export async function rehearse(survey: Survey, plan: Plan, talk: Talk): Promise<RehearsedPlan> {
  if (plan.operations.length === 0) return unrehearsed(plan, 'there is nothing to run', []);
  if (plan.refused.length > 0) return unrehearsed(plan, 'it holds changes that are refused', []);
  if (survey.shadowVersion === null) {
    const because = 'there is no embedded ClickHouse (npm install chdb ffi-rs)';
    return unrehearsed(plan, because, [
      `not rehearsed: ${because}; definitions were only parsed, by the target`,
    ]);
  }
  talk.phase('Rehearsing the plan on the embedded ClickHouse');
  const { managed, reachable, readings, databases, shadows } = survey;
  const rehearsed = requireReached(
    await rehearsePlan({
      plan,
      live: readings,
      managed,
      desired: reachable,
      databases,
      open: shadows.open,
      isOtherRelease: isOtherRelease(survey.live.version, survey.shadowVersion),
    }),
  );
  const { engine, operations, skipped } = rehearsed;
  const notes = skipped.map(({ because, reason }) => `not rehearsed: ${because}, for ${reason}`);
  return {
    plan: rehearsed.plan,
    receipt: { is: 'rehearsed', engine, operations, outcome: 'reached-desired' },
    notes,
  };
}
