import type { Step } from '../ddl/steps.ts';
import { parseOnServer } from '../drivers/clickhouse/statement.ts';
import { AppError, type Problem, problem } from '../errors.ts';
import { placeholdersIn } from '../facets/secrets.ts';
import { isAsRehearsed, type PlanFile } from '../files/plan.ts';
import type { Hazard, Plan } from '../model/operation.ts';
import { openHazards } from './approve.ts';
import { rehearse } from './rehearse.ts';
import type { Survey } from './survey.ts';
import type { Talk } from './talk.ts';

/** Refusals and hazards stay data until here: a plan with any of them open does not start. */
export function requireDoable(file: PlanFile, allow: readonly Hazard[]): void {
  const { plan, positions } = file;
  const refused = plan.refused.map((refusal) =>
    problem('PLAN_REFUSED', `${refusal.address}: ${refusal.because}`, { hint: refusal.hint }),
  );
  const hazards = plan.operations.flatMap((operation, at): readonly Problem[] => {
    const open = openHazards(operation, allow);
    const position = positions[at] ?? null;
    return open.length === 0
      ? []
      : [
          problem('HAZARD_NOT_ALLOWED', `${operation.kind} ${operation.because}: ${open.join(', ')}`, {
            position,
          }),
        ];
  });
  if (refused.length > 0) {
    throw new AppError(
      'PLAN_REFUSED',
      'The plan holds changes that cannot be made safely; nothing was changed.',
      { problems: refused },
    );
  }
  if (hazards.length > 0) {
    const codes = [...new Set(plan.operations.flatMap((operation) => openHazards(operation, allow)))]
      .sort()
      .join(',');
    throw new AppError(
      'HAZARD_NOT_ALLOWED',
      'The plan holds hazards that nobody has approved; nothing was changed.',
      {
        problems: hazards,
        hint: `Approve them in the plan (approved: […], or migrate generate --save --yes-destructive), or allow them here: --allow ${codes}`,
      },
    );
  }
}

/**
 * A plan whose operations are not those of its receipt (written by hand, by Moose, or edited since) is rehearsed now, and
 * so is the rest of a plan that stopped halfway.
 */
export async function requireProved(survey: Survey, file: PlanFile, left: Plan, talk: Talk): Promise<void> {
  const isWhole = left.operations.length === file.plan.operations.length;
  if (isWhole && isAsRehearsed(file)) return;
  const { notes } = await rehearse(survey, left, talk);
  notes.forEach(talk.note);
}

/** Every statement is parsed by the target before the first one runs. */
export async function requireParsable(survey: Survey, steps: readonly Step[]): Promise<void> {
  const statements = steps.flatMap((step) => step.statements);
  const errors = await parseOnServer(survey.clickhouse, statements);
  const problems = statements.flatMap((statement, at): readonly Problem[] => {
    const error = errors[at];
    return error === null || error === undefined
      ? []
      : [problem('STATEMENT_INVALID', `${error.message}\n${statement}`)];
  });
  const missing = statements
    .flatMap(placeholdersIn)
    .filter(({ from, name }) => survey.secrets(from, name) === null);
  const unset = [...new Set(missing.map(({ name }) => name))].map((name) =>
    problem('STATEMENT_INVALID', `the value of ${name} is not set`, {
      hint: `Set ${name} in the environment`,
    }),
  );
  if (problems.length + unset.length > 0) {
    throw new AppError(
      'STATEMENT_INVALID',
      'The target cannot run some statements of the plan; nothing was changed.',
      { problems: [...problems, ...unset] },
    );
  }
}
