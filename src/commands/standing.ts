import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { AppError, problem } from '../errors.ts';
import type { MigrationReading } from '../files/migration-files.ts';
import { type JournaledMigration, stepState } from '../model/journal.ts';
import type { Operation } from '../model/operation.ts';
import { type Halfway, halfwayOf, isWithoutTrace, operationKey } from '../plan/halfway.ts';
import { checkDrift, driftLines } from './check-drift.ts';
import type { Survey } from './survey.ts';

/** Where a target stands with respect to a saved plan. */
export type Standing = { readonly is: 'already-applied' } | ({ readonly is: 'to-do' } & Halfway);

/** What the server's log says of a statement that was sent; null where it says nothing. */
async function logged(
  survey: Survey,
  queryIds: readonly string[],
): Promise<'done' | 'failed' | 'running' | null> {
  const parameters = { ids: [...queryIds] };
  try {
    const running = await survey.clickhouse.query<{ readonly query_id: string }>(
      'SELECT query_id FROM system.processes WHERE query_id IN {ids:Array(String)}',
      parameters,
    );
    if (running.length > 0) return 'running';
    const rows = await survey.clickhouse.query<{ readonly type: string; readonly query_id: string }>(
      "SELECT query_id, toString(type) AS type FROM system.query_log WHERE query_id IN {ids:Array(String)} AND type != 'QueryStart'",
      parameters,
    );
    if (rows.some(({ type }) => type.startsWith('Exception'))) return 'failed';
    const finished = new Set(rows.map((row) => row.query_id));
    return queryIds.every((id) => finished.has(id)) ? 'done' : null;
  } catch (error) {
    // No log, or no right to read it.
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}

async function traceless(
  survey: Survey,
  newest: JournaledMigration | null,
  operation: Operation,
  wish: 'done' | 'again' | null,
): Promise<boolean> {
  if (newest === null || !newest.isOpen) return false;
  const key = [operationKey(operation)];
  const state = stepState(newest, key);
  if (state === 'step-done') return true;
  if (state === null || state === 'step-failed') return false;
  const sent = newest.entries.findLast(
    (entry) => entry.event === 'step-sent' && JSON.stringify(entry.operations) === JSON.stringify(key),
  );
  const answer = await logged(survey, sent?.queryIds ?? []);
  if (answer === 'done') return true;
  if (answer === 'failed') return false;
  if (answer === null && wish !== null) return wish === 'done';
  const words =
    answer === 'running'
      ? 'is still running on the server'
      : 'was sent, and nobody knows whether it ran to its end';
  throw new AppError(
    'RESUME_UNCLEAR',
    'Hand-written SQL of the plan stands in the way; nothing was changed.',
    {
      problems: [
        problem(
          'RESUME_UNCLEAR',
          `${operationKey(operation)} ${words}:\n${(sent?.statements ?? []).join(';\n')}`,
        ),
      ],
      hint:
        answer === 'running'
          ? 'Wait for it to end'
          : 'See for yourself, then: migrate resume --sql-done, or migrate resume --sql-again',
    },
  );
}

/** What the journal knows of the operations that leave no trace. */
async function ranWithoutTrace(
  survey: Survey,
  saved: MigrationReading,
  newest: JournaledMigration | null,
  wish: 'done' | 'again' | null,
): Promise<ReadonlySet<string>> {
  const ran = new Set<string>();
  for (const operation of saved.plan.plan.operations) {
    if (isWithoutTrace(operation) && (await traceless(survey, newest, operation, wish)))
      ran.add(operationKey(operation));
  }
  return ran;
}

/**
 * Decides what of a saved plan is still to be done, from what the server shows and what the journal knows. Throws
 * LIVE_DRIFTED when the server is neither where the plan starts, nor where it ends, nor on the way.
 */
export async function whereItStands(
  survey: Survey,
  saved: MigrationReading,
  newest: JournaledMigration | null,
  unclear: 'done' | 'again' | null,
): Promise<Standing> {
  const check = checkDrift(survey.managed, saved.base, survey.plan);
  const ran = await ranWithoutTrace(survey, saved, newest, unclear);
  const isDone = (operation: Operation): boolean => ran.has(operationKey(operation));
  const { plan } = saved.plan;
  if (check.is === 'none')
    return {
      is: 'to-do',
      done: plan.operations.filter(isDone),
      left: plan.operations.filter((operation) => !isDone(operation)),
    };
  const halfway = newest?.isOpen === true ? halfwayOf(plan, survey.plan, isDone) : null;
  if (halfway !== null && halfway.left.length > 0) return { is: 'to-do', ...halfway };
  if (check.is === 'already-applied') return check;
  const lines = [
    'The server is not in the state that the plan starts from; nothing was changed.',
    ...driftLines(check.drift),
  ];
  throw new AppError('LIVE_DRIFTED', lines.join('\n'), {
    hint:
      newest?.isOpen === true
        ? 'A migration stopped halfway here, and something else changed since: migrate abandon, then make a new plan'
        : 'See what happened there, then make a new plan: migrate generate --save',
  });
}
