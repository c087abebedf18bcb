import type { Step } from '../ddl/steps.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { AppError } from '../errors.ts';
import { fillSecrets } from '../facets/secrets.ts';
import type { ApplyEvent, ApplyReport, StepReport, StepStatus } from './report.ts';

/** What running needs from outside. */
export interface RunContext {
  readonly clickhouse: ClickHouse;
  readonly secrets: (from: 'ENV' | 'SECRET', name: string) => string | null;
  readonly tell: (event: ApplyEvent) => void;
  /** Milliseconds since any fixed moment. */
  readonly clock: () => number;
  /** Under which the server shall know a statement; the same statement of the same migration always has the same. */
  readonly queryId: (statement: string) => string;
  /** Why nothing more may be sent (asked to stop, lock lost); null to go on. */
  readonly mayNotContinue: () => string | null;
  /** Writes a step down before it is sent. What it throws stops everything, with nothing sent. */
  readonly beforeStep: (step: Step, queryIds: readonly string[]) => Promise<void>;
  /** Writes down how it ended. */
  readonly afterStep: (step: Step, status: StepStatus, detail: string) => Promise<void>;
  /** Writes down what is still only in memory. What it throws is of no weight: the server shows what was done. */
  readonly afterAll: () => Promise<void>;
}

// Waits for the mutation behind an ALTER, on this replica: the next statement may build on it.
const WAIT = { mutations_sync: 1, alter_sync: 1 } as const;

interface Outcome {
  readonly status: StepStatus;
  readonly error: AppError | null;
  readonly milliseconds: number;
}

function asAppError(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError('TOOL_BUG', error instanceof Error ? error.message : String(error), { cause: error });
}

async function sendStatements(step: Step, context: RunContext): Promise<Outcome> {
  const start = context.clock();
  for (const statement of step.statements) {
    try {
      const queryId = context.queryId(statement);
      await context.clickhouse.execute(fillSecrets(statement, context.secrets), { settings: WAIT, queryId });
    } catch (error) {
      // Without an answer from the server nobody knows whether the statement was done.
      const status = serverErrorOf(error) === null ? 'unknown' : 'failed';
      return { status, error: asAppError(error), milliseconds: context.clock() - start };
    }
  }
  return { status: 'done', error: null, milliseconds: context.clock() - start };
}

async function runStep(step: Step, context: RunContext): Promise<Outcome> {
  await context.beforeStep(step, step.statements.map(context.queryId));
  const outcome = await sendStatements(step, context);
  try {
    await context.afterStep(step, outcome.status, outcome.error?.message ?? '');
  } catch (error) {
    // The server is gone or refuses the journal: what ran has run, but nothing more is sent without it.
    return outcome.error === null ? { ...outcome, status: 'unknown', error: asAppError(error) } : outcome;
  }
  return outcome;
}

function reportsOf(step: Step, outcome: Outcome | null): readonly StepReport[] {
  return step.operations.map((operation) => ({
    operation,
    status: outcome?.status ?? 'not-run',
    statements: step.statements,
    milliseconds: outcome?.milliseconds ?? null,
    error: outcome?.error ?? null,
  }));
}

/** Runs the steps in order and stops at the first one that is not done. Never throws for what a server answers. */
export async function runSteps(steps: readonly Step[], context: RunContext): Promise<ApplyReport> {
  const reports: StepReport[] = [];
  let stopped: string | null = null;
  for (const [index, step] of steps.entries()) {
    stopped ??= context.mayNotContinue();
    if (stopped !== null) {
      reports.push(...reportsOf(step, null));
      continue;
    }
    const { operations, statements } = step;
    context.tell({ event: 'step-started', index, total: steps.length, operations, statements });
    const outcome = await runStep(step, context);
    const own = reportsOf(step, outcome);
    context.tell({ event: 'step-finished', index, total: steps.length, reports: own });
    reports.push(...own);
    if (outcome.status !== 'done') stopped = outcome.error?.message ?? 'a step failed';
  }
  await context.afterAll().catch(() => undefined);
  return { outcome: stopped === null ? 'applied' : 'stopped', steps: reports, because: stopped };
}
