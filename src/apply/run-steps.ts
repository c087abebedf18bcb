import { type Step, sentBy } from '../ddl/steps.ts';
import type { ApplyEvent, ApplyReport, StepReport } from './report.ts';
import { asAppError, type Ending, runSending, type SendContext, type SendTelling } from './run-sending.ts';
import type { Sending } from './sending.ts';

/** What running needs from outside. */
export interface RunContext extends SendContext {
  readonly tell: (event: ApplyEvent) => void;
  /** The sendings of a step, less those that an earlier run has done. */
  readonly sendings: (step: Step) => readonly Sending[];
  /** What the data has against a step when its turn has come; null for nothing. Never throws. */
  readonly inTheWay: (step: Step) => Promise<string | null>;
  /** Writes down what is still only in memory. What it throws is of no weight: the server shows what was done. */
  readonly afterAll: () => Promise<void>;
}

interface Outcome extends Ending {
  readonly milliseconds: number;
  readonly ran: number | null;
}

async function runStep(step: Step, context: RunContext, telling: SendTelling): Promise<Outcome> {
  const start = context.clock();
  const sendings = context.sendings(step);
  const areApart = step.on === 'clickhouse' && sendings.every(({ statements }) => statements.length === 1);
  // What is not sent at all has run before.
  let ran = step.statements.length - sendings.flatMap(({ statements }) => statements).length;
  const ended = (ending: Ending): Outcome => ({
    ...ending,
    milliseconds: context.clock() - start,
    ran: areApart ? ran : null,
  });
  try {
    for (const sending of sendings) {
      const ending = await runSending(sending, context, telling);
      if (ending.status !== 'done') return ended(ending);
      ran += sending.statements.length;
    }
    return ended({ status: 'done', error: null });
  } catch (error) {
    // The journal cannot be written, or the server not be looked at: what was sent may have run.
    return ended({ status: 'unknown', error: asAppError(error) });
  }
}

function reportsOf(step: Step, outcome: Outcome | null): readonly StepReport[] {
  const isRun = outcome !== null && outcome.status !== 'not-run';
  return step.operations.map((operation) => ({
    operation,
    status: outcome?.status ?? 'not-run',
    statements: sentBy(step),
    ran: isRun ? outcome.ran : null,
    milliseconds: isRun ? outcome.milliseconds : null,
    error: outcome?.error ?? null,
  }));
}

/** Runs the steps in order and stops at the first one that is not done. Never throws for what a server answers. */
export async function runSteps(steps: readonly Step[], context: RunContext): Promise<ApplyReport> {
  const { tell } = context;
  const total = steps.length;
  const reports: StepReport[] = [];
  let stopped: string | null = null;
  for (const [index, step] of steps.entries()) {
    stopped ??= context.mayNotContinue() ?? (await context.inTheWay(step));
    if (stopped !== null) {
      reports.push(...reportsOf(step, null));
      continue;
    }
    tell({ event: 'step-started', index, total, operations: step.operations, statements: sentBy(step) });
    const outcome = await runStep(step, context, {
      progress: (mutation) => tell({ event: 'step-progress', index, total, mutation }),
      moving: (move) => tell({ event: 'step-moving', index, total, move }),
      retried: (because) => tell({ event: 'step-retried', index, total, because }),
    });
    const own = reportsOf(step, outcome);
    tell({ event: 'step-finished', index, total, reports: own });
    reports.push(...own);
    if (outcome.status !== 'done') stopped = outcome.error?.message ?? 'a step failed';
  }
  await context.afterAll().catch(() => undefined);
  return { outcome: stopped === null ? 'applied' : 'stopped', steps: reports, because: stopped };
}
