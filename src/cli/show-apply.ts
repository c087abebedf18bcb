import type { ApplyEvent, StepReport } from '../apply/report.ts';
import type { Applied } from '../commands/apply.ts';
import type { AppError } from '../errors.ts';
import type { Operation } from '../model/operation.ts';
import { operationLine } from './operation-words.ts';
import type { Screen } from './screen.ts';
import { errorContent } from './show-error.ts';
import { count } from './show-plan.ts';

const MARKS = { done: 'ok', failed: 'failed', 'not-run': 'not run', unknown: 'unknown' } as const;

function mark(status: StepReport['status'], colors: Screen['err']): string {
  const paint = { done: colors.green, failed: colors.red, 'not-run': colors.dim, unknown: colors.yellow }[
    status
  ];
  return paint(MARKS[status]);
}

/** Shows one event while the plan runs: a line a step for people, NDJSON with --json. */
export function showApplyEvent(event: ApplyEvent, screen: Screen): void {
  if (screen.flags.json) {
    screen.print(JSON.stringify(eventDocument(event)));
    return;
  }
  const position = `[${event.index + 1}/${event.total}]`;
  if (event.event === 'step-started') {
    screen.phase(`${position} ${event.operations.map(operationLine).join('; ')}`);
    return;
  }
  const [first] = event.reports;
  if (first === undefined) return;
  const time = first.milliseconds === null ? '' : screen.err.dim(` ${first.milliseconds} ms`);
  screen.say(
    `${screen.err.dim(position)} ${mark(first.status, screen.err)} ${event.reports.map(({ operation }) => operationLine(operation)).join('; ')}${time}`,
  );
}

function eventDocument(event: ApplyEvent): object {
  const base = { schemaVersion: 1, event: event.event, index: event.index, total: event.total };
  if (event.event === 'step-started')
    return { ...base, operations: event.operations.map(operationDocument), statements: event.statements };
  return { ...base, reports: event.reports.map(reportDocument) };
}

function operationDocument(operation: Operation): object {
  return {
    kind: operation.kind,
    target: operation.target,
    because: operation.because,
    hazards: operation.hazards,
  };
}

function reportDocument(report: StepReport): object {
  return {
    operation: operationDocument(report.operation),
    status: report.status,
    milliseconds: report.milliseconds,
    statements: report.statements,
    error: report.error === null ? null : errorContent(report.error),
  };
}

/** The report of a migration that stopped: what is done, what is not, what nobody knows, and why. */
function stepLines({ report }: Applied, screen: Screen): readonly string[] {
  const lines = report.steps.map(
    (step) => `  ${mark(step.status, screen.err)} ${operationLine(step.operation)}`,
  );
  const failed = report.steps.find((step) => step.error !== null);
  if (failed === undefined || failed.error === null) return lines;
  return [...lines, '', failed.error.message, ...failed.statements.map((statement) => `  ${statement};`)];
}

function remainingLines({ remaining }: Applied): readonly string[] {
  const { operations = [], refused = [] } = remaining ?? {};
  return [
    ...operations.map(operationLine),
    ...refused.map(({ address, because }) => `x ${address}: ${because}`),
  ].map((line) => `  ${line}`);
}

function failureLines(failure: AppError, applied: Applied, screen: Screen): readonly string[] {
  const { err } = screen;
  const isStopped = applied.report.outcome === 'stopped';
  return [
    `${err.red(`error ${failure.code}`)} ${failure.message}`,
    ...(isStopped ? stepLines(applied, screen) : remainingLines(applied)),
    ...(failure.hint === null ? [] : ['', err.dim(`hint: ${failure.hint}`)]),
  ];
}

function applyDocument({ report, plan, remaining, failure }: Applied): object {
  return {
    schemaVersion: 1,
    event: 'finished',
    outcome: report.outcome,
    exitCode: failure?.exitCode ?? 0,
    steps: report.steps.map(reportDocument),
    withheld: plan.withheld,
    remaining: (remaining?.operations ?? []).map(operationDocument),
    error: failure === null ? null : errorContent(failure),
  };
}

function successText({ report }: Applied): string {
  if (report.outcome === 'already-applied') return 'Already applied: the server is what the code declares.';
  if (report.steps.length === 0)
    return 'Nothing to do: the plan is empty, and the server is what the code declares.';
  return `Applied ${count(report.steps.length, 'operation')}; the server was read again and is what the code declares.`;
}

/** Shows how a migration ended and answers the exit code. */
export function showApplied(applied: Applied, screen: Screen): number {
  screen.settle();
  const { failure, plan } = applied;
  if (screen.flags.json) screen.print(JSON.stringify(applyDocument(applied)));
  else if (failure !== null) screen.complain(failureLines(failure, applied, screen).join('\n'));
  else {
    screen.print(successText(applied));
    for (const { address, change, because } of plan.withheld)
      screen.say(`${screen.err.yellow('withheld')} ${address}: ${change} (${because})`);
  }
  return failure?.exitCode ?? 0;
}
