import type { Checked } from '../commands/check.ts';
import { AppError } from '../errors.ts';
import { operationLine } from './operation-words.ts';
import type { ReportFormat } from './report-format.ts';
import type { Screen } from './screen.ts';
import { errorText } from './show-error.ts';
import { count } from './show-plan.ts';

/**
 * The document of `--json`.
 *
 * @param told what was said while the migration was read
 */
export function checkDocument(checked: Checked, told: readonly string[]): object {
  const { exitCode, database, rehearsed, isReceiptFresh, problems, notes, files, steps } = checked;
  return {
    schemaVersion: 1,
    ...(checked.document ?? { created_at: null, plan: null, operations: [] }),
    outcome: exitCode === 0 ? 'passed' : 'failed',
    exitCode,
    database,
    rehearsal:
      rehearsed.is === 'rehearsed'
        ? { engine: rehearsed.engine, operations: rehearsed.operations, outcome: rehearsed.outcome }
        : null,
    notRehearsed: rehearsed.is === 'rehearsed' ? null : rehearsed.because,
    isReceiptFresh,
    statements: steps.flatMap(({ statements }) => statements),
    problems,
    notes: [...new Set([...told, ...notes])],
    files,
  };
}

function rehearsalLine({ rehearsed, isReceiptFresh }: Checked, { out }: Screen): string {
  if (rehearsed.is === 'not-rehearsed') return `${out.yellow('!')} not rehearsed: ${rehearsed.because}`;
  const receipt = isReceiptFresh
    ? ''
    : ' (the operations were edited since their receipt was written; --write-receipt renews it)';
  return `${out.green('ok')} rehearsed on ClickHouse ${rehearsed.engine}: it ends in what the code declares${receipt}`;
}

function textOf(checked: Checked, screen: Screen): string {
  const { plan, steps, database, problems } = checked;
  const { out } = screen;
  const operations = plan?.operations ?? [];
  const head =
    plan === null
      ? 'The saved plan cannot be read.'
      : `Saved plan for ${database}: ${count(operations.length, 'operation')} in ${count(steps.length, 'step')}`;
  const end =
    problems.length === 0
      ? `${out.green('ok')} files, code, life cycles and hazards`
      : `${out.red('x')} ${count(problems.length, 'problem')}`;
  return [
    head,
    ...operations.map((operation) => `  ${operationLine(operation)}`),
    ...(plan === null ? [] : [rehearsalLine(checked, screen)]),
    end,
  ].join('\n');
}

/** Shows what a check found and answers the exit code. */
export async function showChecked(checked: Checked, screen: Screen, format: ReportFormat): Promise<number> {
  screen.settle();
  const { problems, exitCode } = checked;
  if (format === 'json') screen.print(JSON.stringify(checkDocument(checked, screen.told())));
  else if (format === 'markdown') {
    const { checkMarkdown } = await import('./markdown/check-report.ts');
    screen.print(checkMarkdown(checked));
  } else screen.print(textOf(checked, screen));
  checked.notes.forEach(screen.note);
  const [first] = problems;
  if (first !== undefined && format === 'text') {
    const message = problems.length === 1 ? first.message : `${problems.length} problems found`;
    screen.complain(errorText(new AppError(first.code, message, { problems }), screen.err));
  }
  if (checked.files.length > 0) screen.say(`Wrote ${checked.files.join(', ')}`);
  return exitCode;
}
