import type { ApplyEvent, StepReport } from '../apply/report.ts';
import type { Applied } from '../commands/apply.ts';
import { displayName } from '../ddl/steps.ts';
import type { Operation } from '../model/operation.ts';
import { describeOperation } from '../plan/describe.ts';
import { errorDocument } from './show-error.ts';
import { count } from './show-plan.ts';
import type { Screen } from './screen.ts';

function words(operation: Operation): string {
  const { sign, text } = describeOperation(operation);
  return operation.kind === 'RawSql' ? `${sign} ${text}` : `${sign} ${displayName(operation.target.database, operation.target.name)}: ${text}`;
}

const MARKS = { done: 'ok', failed: 'failed', 'not-run': 'not run', unknown: 'unknown' } as const;

function mark(status: StepReport['status'], colors: Screen['err']): string {
  const paint = { done: colors.green, failed: colors.red, 'not-run': colors.dim, unknown: colors.yellow }[status];
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
    screen.phase(`${position} ${event.operations.map(words).join('; ')}`);
    return;
  }
  const [first] = event.reports;
  if (first === undefined) return;
  const time = first.milliseconds === null ? '' : screen.err.dim(` ${first.milliseconds} ms`);
  screen.say(`${screen.err.dim(position)} ${mark(first.status, screen.err)} ${event.reports.map(({ operation }) => words(operation)).join('; ')}${time}`);
}

function eventDocument(event: ApplyEvent): object {
  const base = { schemaVersion: 1, event: event.event, index: event.index, total: event.total };
  if (event.event === 'step-started') return { ...base, operations: event.operations.map(operationDocument), statements: event.statements };
  return { ...base, reports: event.reports.map(reportDocument) };
}

function operationDocument(operation: Operation): object {
  return { kind: operation.kind, target: operation.target, because: operation.because, hazards: operation.hazards };
}

function reportDocument(report: StepReport): object {
  return {
    operation: operationDocument(report.operation),
    status: report.status,
    milliseconds: report.milliseconds,
    statements: report.statements,
    ...(report.error === null ? {} : errorDocument(report.error)),
  };
}

/** The report of a migration that stopped: what is done, what is not, what nobody knows, and what to do next. */
function stoppedLines({ report }: Applied, screen: Screen): readonly string[] {
  const { err } = screen;
  const lines = report.steps.map((step) => `  ${mark(step.status, err)} ${words(step.operation)}`);
  const failed = report.steps.find((step) => step.error !== null);
  const detail = failed?.error === null || failed === undefined ? [] : ['', failed.error.message, ...failed.statements.map((statement) => `  ${statement};`)];
  return [
    err.red('error APPLY_STOPPED The migration stopped halfway. What ran before stays; nothing after it was sent.'),
    ...lines,
    ...detail,
    '',
    'Next: mend the cause, then `migrate generate --save` plans the rest from where the server is now.',
  ];
}

function unverifiedLines(applied: Applied, screen: Screen): readonly string[] {
  const { remaining } = applied;
  const left = [...(remaining?.operations ?? []).map(words), ...(remaining?.refused ?? []).map(({ address, because }) => `x ${address}: ${because}`)];
  return [screen.err.red('error APPLY_UNVERIFIED Every statement ran, but the server is not what the code declares:'), ...left.map((line) => `  ${line}`), 'Next: `migrate generate` shows what is left.'];
}

/** True when the server ended where the plan wanted it: only what the plan itself kept back is left. */
export function isVerified({ remaining, plan }: Applied): boolean {
  return remaining === null || (remaining.operations.length === 0 && remaining.refused.length <= plan.refused.length);
}

/** Shows how a migration ended and answers the exit code. */
export function showApplied(applied: Applied, screen: Screen): number {
  screen.settle();
  const { report, plan } = applied;
  const exitCode = report.outcome === 'stopped' || !isVerified(applied) ? 5 : 0;
  if (screen.flags.json) {
    const left = (applied.remaining?.operations ?? []).map(operationDocument);
    screen.print(JSON.stringify({ schemaVersion: 1, event: 'finished', outcome: report.outcome, exitCode, steps: report.steps.map(reportDocument), withheld: plan.withheld, remaining: left }));
    return exitCode;
  }
  if (report.outcome === 'stopped') process.stderr.write(`${stoppedLines(applied, screen).join('\n')}\n`);
  else if (exitCode !== 0) process.stderr.write(`${unverifiedLines(applied, screen).join('\n')}\n`);
  else if (report.outcome === 'already-applied') screen.print('Already applied: the server is what the code declares.');
  else screen.print(report.steps.length === 0 ? 'Nothing to do: the plan is empty, and the server is what the code declares.' : `Applied ${count(report.steps.length, 'operation')}; the server was read again and is what the code declares.`);
  for (const { address, change, because } of exitCode === 0 ? plan.withheld : []) screen.say(`${screen.err.yellow('withheld')} ${address}: ${change} (${because})`);
  return exitCode;
}
