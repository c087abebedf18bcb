import type { ApplyEvent, MoveProgress, MutationProgress, StepReport } from '../apply/report.ts';
import type { Applied } from '../commands/apply.ts';
import { failingText, KILL_HINT } from '../commands/failing-mutations.ts';
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

/** `3/12 parts, 1,200/50,000 rows, 40 s left`. */
export function progressText({ table, command, parts, rows, secondsLeft }: MutationProgress): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const left = secondsLeft === null ? '' : `, ${number(secondsLeft)} s left`;
  return `${table} ${command}: ${number(parts.done)}/${number(parts.total)} parts, ${number(rows.done)}/${number(rows.total)} rows${left}`;
}

/** `topic clicks: 2/6 partitions moved, 40.2 of 120.0 MiB copied, 80 s left`. */
export function moveText({ topic, partitions, bytes, secondsLeft }: MoveProgress): string {
  const mebibytes = (value: number): string =>
    (value / 1_048_576).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const copied = bytes === null ? '' : `, ${mebibytes(bytes.done)} of ${mebibytes(bytes.total)} MiB copied`;
  const left = secondsLeft === null ? '' : `, ${secondsLeft.toLocaleString('en-US')} s left`;
  return `topic ${topic}: ${partitions.done}/${partitions.total} partitions moved${copied}${left}`;
}

/** Shows the events of a run: a line a step for people, NDJSON with --json. */
export function applyEventShower(screen: Screen): (event: ApplyEvent) => void {
  const told = new Set<string>();
  return (event) => {
    if (screen.flags.json) screen.print(JSON.stringify(eventDocument(event)));
    else showToPeople(event, screen, told);
  };
}

/** `told` holds the failures that were shown: the server tries a failing part again and again. */
function showToPeople(event: ApplyEvent, screen: Screen, told: Set<string>): void {
  const position = `[${event.index + 1}/${event.total}]`;
  const dim = screen.err.dim(position);
  switch (event.event) {
    case 'step-started':
      screen.phase(`${position} ${event.operations.map(operationLine).join('; ')}`);
      return;
    case 'step-progress': {
      const { failReason, id } = event.mutation;
      if (failReason !== null && !told.has(`${id} ${failReason}`)) {
        told.add(`${id} ${failReason}`);
        screen.say(`${dim} ${screen.err.red('failing')} ${event.mutation.table} ${id}: ${failReason}`);
      }
      screen.phase(`${position} ${progressText(event.mutation)}`);
      return;
    }
    case 'step-moving':
      screen.phase(`${position} ${moveText(event.move)}`);
      return;
    case 'step-retried':
      screen.say(`${dim} ${screen.err.yellow('again')} ${event.because}`);
      return;
    case 'step-finished':
      showFinished(event.reports, dim, screen);
      return;
    default:
      event satisfies never;
  }
}

function showFinished(reports: readonly StepReport[], position: string, screen: Screen): void {
  const [first] = reports;
  if (first === undefined) return;
  const time = first.milliseconds === null ? '' : screen.err.dim(` ${first.milliseconds} ms`);
  screen.say(
    `${position} ${mark(first.status, screen.err)} ${reports.map(({ operation }) => operationLine(operation)).join('; ')}${time}`,
  );
}

function eventDocument(event: ApplyEvent): object {
  const base = { schemaVersion: 1, event: event.event, index: event.index, total: event.total };
  switch (event.event) {
    case 'step-started':
      return { ...base, operations: event.operations.map(operationDocument), statements: event.statements };
    case 'step-progress':
      return { ...base, mutation: event.mutation };
    case 'step-moving':
      return { ...base, move: event.move };
    case 'step-retried':
      return { ...base, because: event.because };
    case 'step-finished':
      return { ...base, reports: event.reports.map(reportDocument) };
    default:
      return event satisfies never;
  }
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
    ran: report.ran,
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
  return [...lines, '', failed.error.message, ...statementLines(failed, screen)];
}

/** The statements of a step that stopped; each with what became of it, where that is known. */
function statementLines({ statements, ran, status }: StepReport, screen: Screen): readonly string[] {
  if (ran === null || statements.length < 2) return statements.map((statement) => `  ${statement};`);
  return statements.map((statement, at) => {
    const own = at < ran ? 'done' : at === ran ? status : 'not-run';
    return `  ${mark(own, screen.err)} ${statement};`;
  });
}

function remainingLines({ remaining }: Applied): readonly string[] {
  const { operations = [], refused = [] } = remaining ?? {};
  return [
    ...operations.map(operationLine),
    ...refused.map(({ address, because }) => `x ${address}: ${because}`),
  ].map((line) => `  ${line}`);
}

/** What a fresh look at the server leaves to do: the truth, whatever became of the replies. */
function nowLines(applied: Applied): readonly string[] {
  if (applied.remaining === null) return ['', 'The server cannot be read now.'];
  // Of a failed change of type the definition shows nothing.
  const failing = applied.failing.map((mutation) => `  ${failingText(mutation)}`);
  const lines = [...remainingLines(applied), ...failing];
  const none = ['  nothing: it is what the code declares'];
  return ['', 'On the server now, still to do:', ...(lines.length === 0 ? none : lines)];
}

function failureLines(failure: AppError, applied: Applied, screen: Screen): readonly string[] {
  const { err } = screen;
  const isStopped = applied.report.outcome === 'stopped';
  return [
    `${err.red(`error ${failure.code}`)} ${failure.message}`,
    ...(isStopped ? [...stepLines(applied, screen), ...nowLines(applied)] : remainingLines(applied)),
    ...(applied.failing.length === 0 ? [] : ['', err.dim(`hint: ${KILL_HINT}`)]),
    ...(failure.hint === null ? [] : ['', err.dim(`hint: ${failure.hint}`)]),
  ];
}

function applyDocument(
  { report, plan, remaining, failing, failure }: Applied,
  notes: readonly string[],
): object {
  return {
    schemaVersion: 1,
    event: 'finished',
    outcome: report.outcome,
    exitCode: failure?.exitCode ?? 0,
    steps: report.steps.map(reportDocument),
    withheld: plan.withheld,
    remaining: (remaining?.operations ?? []).map(operationDocument),
    failing,
    error: failure === null ? null : errorContent(failure),
    notes,
  };
}

/** How a migration ended that went well. What is withheld is no part of the plan, but a difference all the same. */
export function successText({ report, plan, failing }: Pick<Applied, 'report' | 'plan' | 'failing'>): string {
  const kept = plan.withheld.length;
  const end = `is what the code declares${kept === 0 ? '' : `, but for ${count(kept, 'difference')} withheld`}.`;
  // Each was noted before the plan ran.
  if (failing.length > 0)
    return `Applied ${count(report.steps.length, 'operation')}; the server was read again: its definitions are what the code declares, but not yet all of its parts:\n${failing.map((mutation) => `  ${failingText(mutation)}`).join('\n')}`;
  if (report.outcome === 'already-applied') return `Already applied: the server ${end}`;
  if (report.steps.length === 0) return `Nothing to do: the plan is empty, and the server ${end}`;
  return `Applied ${count(report.steps.length, 'operation')}; the server was read again and ${end}`;
}

/** Shows how a migration ended and answers the exit code. */
export function showApplied(applied: Applied, screen: Screen): number {
  screen.settle();
  const { failure, plan } = applied;
  if (screen.flags.json) screen.print(JSON.stringify(applyDocument(applied, screen.told())));
  else if (failure !== null) screen.complain(failureLines(failure, applied, screen).join('\n'));
  else {
    screen.print(successText(applied));
    for (const { address, change, because } of plan.withheld)
      screen.say(`${screen.err.yellow('withheld')} ${address}: ${change} (${because})`);
  }
  return failure?.exitCode ?? 0;
}
