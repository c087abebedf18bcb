import { type Sending, sendingsOf } from '../apply/sending.ts';
import { type Step, stepsOf } from '../ddl/steps.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { type Fate, statementFate } from '../drivers/clickhouse/statement-fate.ts';
import { AppError, problem } from '../errors.ts';
import type { MigrationReading } from '../files/migration-files.ts';
import { type JournaledMigration, newestOf, sentAtOf } from '../model/journal.ts';
import type { Operation } from '../model/operation.ts';
import { type Halfway, halfwayOf, isRepeatable, isWithoutTrace, operationKey } from '../plan/halfway.ts';
import { checkDrift, driftLines } from './check-drift.ts';
import type { Survey } from './survey.ts';

/** Where a target stands with respect to a saved plan. */
export type Standing =
  | { readonly is: 'already-applied' }
  | ({
      readonly is: 'to-do';
      /** Names of statements without trace that ran already, though others of their operation did not. */
      readonly ran: ReadonlySet<string>;
    } & Halfway);

/** What is known of a saved plan besides what the server shows. */
export interface Knowledge {
  readonly migration: string;
  readonly newest: JournaledMigration | null;
  /** What to make of hand-written SQL that was sent and never answered; null to stop and ask. */
  readonly unclear: 'done' | 'again' | null;
}

function unclearError(operation: Operation, { statements }: Sending, fate: Fate): AppError {
  const words =
    fate === 'running'
      ? 'is still running on the server'
      : fate === 'partly'
        ? 'failed after it had written rows, which ClickHouse does not take back'
        : 'was sent, and nobody knows whether it ran to its end';
  return new AppError(
    'RESUME_UNCLEAR',
    'A statement of the plan that leaves no trace stands in the way; nothing was changed.',
    {
      problems: [
        problem('RESUME_UNCLEAR', `${operationKey(operation)} ${words}:\n${statements.join(';\n')}`),
      ],
      hint:
        fate === 'running'
          ? 'Wait for it to end'
          : 'See for yourself and mend the rows, then: migrate resume --sql-done, or migrate resume --sql-again',
    },
  );
}

/**
 * Whether a statement that leaves no trace has run, by the journal and the server's log.
 *
 * @throws AppError RESUME_UNCLEAR where nobody knows, or it is still running
 */
async function hasRun(
  clickhouse: ClickHouse,
  { newest, unclear }: Knowledge,
  operation: Operation,
  sending: Sending,
): Promise<boolean> {
  const entry = newest?.isOpen === true ? newestOf(newest, sending.names[0] ?? '') : null;
  if (newest === null || entry === null || entry.event === 'step-failed') return false;
  if (entry.event === 'step-done') return true;
  const [queryId = ''] = entry.queryIds;
  const fate = await statementFate(clickhouse, queryId, sentAtOf(newest, queryId));
  if (fate === 'done') return true;
  if (fate === 'failed' || fate === 'never-begun' || isRepeatable(operation)) return false;
  if ((fate === 'unknown' || fate === 'partly') && unclear !== null) return unclear === 'done';
  throw unclearError(operation, sending, fate);
}

/** Of each statement of an operation that leaves no trace, in order, what was asked about it. */
async function ofEach<T>(
  migration: string,
  operation: Operation,
  ask: (sending: Sending) => Promise<T>,
): Promise<readonly T[]> {
  const sendings = stepsOf([operation]).flatMap((step: Step) => sendingsOf(migration, step));
  const answers: T[] = [];
  for (const sending of sendings) answers.push(await ask(sending));
  return answers;
}

/** Which statements of an operation that leaves no trace have run, in order; null for one of which nobody knows. */
export function statementsRun(
  clickhouse: ClickHouse,
  knowledge: Knowledge,
  operation: Operation,
): Promise<readonly (boolean | null)[]> {
  return ofEach(knowledge.migration, operation, (sending) =>
    hasRun(clickhouse, knowledge, operation, sending).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'RESUME_UNCLEAR') return null;
      throw error;
    }),
  );
}

/** The statements that leave no trace and have run, by name; and the operations all of whose statements have. */
async function ranWithoutTrace(
  { clickhouse }: Survey,
  saved: MigrationReading,
  knowledge: Knowledge,
): Promise<{ readonly names: ReadonlySet<string>; readonly operations: ReadonlySet<string> }> {
  const names = new Set<string>();
  const operations = new Set<string>();
  for (const operation of saved.plan.plan.operations.filter(isWithoutTrace)) {
    const ran = await ofEach(knowledge.migration, operation, async (sending) => {
      const isDone = await hasRun(clickhouse, knowledge, operation, sending);
      if (isDone) for (const name of sending.names) names.add(name);
      return isDone;
    });
    if (ran.length > 0 && ran.every((isDone) => isDone)) operations.add(operationKey(operation));
  }
  return { names, operations };
}

/**
 * Decides what of a saved plan is still to be done, from what the server shows and what the journal knows. Throws
 * LIVE_DRIFTED when the server is neither where the plan starts, nor where it ends, nor on the way.
 */
export async function whereItStands(
  survey: Survey,
  saved: MigrationReading,
  knowledge: Knowledge,
): Promise<Standing> {
  const { newest } = knowledge;
  const check = checkDrift(survey.managed, saved.base, survey.plan);
  const { names: ran, operations } = await ranWithoutTrace(survey, saved, knowledge);
  const isDone = (operation: Operation): boolean => operations.has(operationKey(operation));
  const { plan } = saved.plan;
  if (check.is === 'none')
    return {
      is: 'to-do',
      ran,
      done: plan.operations.filter(isDone),
      left: plan.operations.filter((operation) => !isDone(operation)),
    };
  const halfway = newest?.isOpen === true ? halfwayOf(plan, survey.plan, isDone) : null;
  if (halfway !== null && halfway.left.length > 0) return { is: 'to-do', ran, ...halfway };
  // The journal knows SQL to be done that the state does not: the run was killed before it could be written there.
  const isSqlAlone = survey.plan.operations.every(({ kind }) => kind === 'RawSql');
  if (check.is === 'already-applied' || (halfway !== null && isSqlAlone)) return { is: 'already-applied' };
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
