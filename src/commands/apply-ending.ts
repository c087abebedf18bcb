import type { ApplyReport } from '../apply/report.ts';
import { AppError } from '../errors.ts';
import type { Plan } from '../model/operation.ts';

/**
 * Why a migration that began did not end well; null when it did. Servers are changed by then, so this is no throw: the report
 * says what was done. What the plan itself could not do may remain, anything else may not.
 */
export function failureOf(report: ApplyReport, plan: Plan, remaining: Plan | null): AppError | null {
  if (report.outcome === 'stopped') {
    const failed = report.steps.find(({ error }) => error !== null);
    return new AppError(
      'APPLY_STOPPED',
      'The migration stopped halfway. What ran before stays; nothing after it was sent.',
      {
        hint: 'Mend the cause; then `migrate resume` goes on from where the server is now. `migrate status` shows where that is.',
        cause: failed?.error ?? undefined,
      },
    );
  }
  if (remaining === null) return null;
  const isAsPlanned = remaining.operations.length === 0 && remaining.refused.length <= plan.refused.length;
  if (isAsPlanned) return null;
  return new AppError(
    'APPLY_UNVERIFIED',
    'Every statement ran, but the server is not what the code declares.',
    {
      hint: '`migrate generate` shows what is left.',
    },
  );
}

/** Everything ran, and then the server could not be read: nobody has proved the end. */
export function unreadFailure(cause: AppError): AppError {
  return new AppError(
    'APPLY_UNVERIFIED',
    `Every statement ran, but then the server could not be read or the end not be written down, so it is not proved: ${cause.message}`,
    { cause, hint: '`migrate resume` reads it and finishes the migration.' },
  );
}
