import { refusedProblems } from '../commands/apply-checks.ts';
import { renameFlag } from '../commands/decide-renames.ts';
import { failingNote } from '../commands/failing-mutations.ts';
import type { Generated } from '../commands/generate.ts';
import { placeOf } from '../model/rename.ts';
import { timings } from '../timing.ts';
import { operationLine } from './operation-words.ts';
import type { ReportFormat } from './report-format.ts';
import type { Screen } from './screen.ts';
import { checksContent, isBlocked, unansweredLines } from './show-checks.ts';
import { count, planText } from './show-plan.ts';

interface Wishes {
  readonly format: ReportFormat;
  readonly sql: boolean;
  /** Whether the plan was shown before a person was asked about it. */
  readonly isShown: boolean;
  readonly exitCode: boolean;
}

/**
 * The document of `--format json`; its schema is published.
 *
 * @param told what was said while the plan was made: of the configuration, the code, the server
 */
export function generateDocument(
  generated: Generated,
  told: readonly string[],
  withTimings: boolean,
): object {
  const { steps, files, unmanaged, undecided } = generated;
  return {
    schemaVersion: 1,
    ...(withTimings ? { timings: timings() } : {}),
    ...generated.document,
    statements: steps.flatMap(({ statements }) => statements),
    files,
    unmanaged,
    notes: [...new Set([...told, ...generatedNotes(generated)])],
    checks: checksContent(generated.weighed),
    renameCandidates: undecided,
    problems: refusedProblems(generated.plan, generated.desired),
  };
}

/** Why topics are not planned, and what changes that. */
const LEFT_OUT: Readonly<Record<NonNullable<Generated['topicsLeftOut']>, string>> = {
  'switched-off':
    'topics are not planned while features.streaming_engine is off: set streaming_engine = true in [features], or MOOSE_FEATURES__STREAMING_ENGINE=true',
  'no-brokers':
    'topics are not planned without brokers: name them in [redpanda_config] or with --kafka-brokers',
};

/** What is worth knowing besides the plan itself, a line each. */
export function generatedNotes(generated: Generated): readonly string[] {
  const { unmanaged, desired } = generated;
  const names = `${unmanaged.slice(0, 5).join(', ')}${unmanaged.length > 5 ? ', …' : ''}`;
  const unplanned = desired.components.filter(({ kind }) => kind === 'row-policy');
  return [
    ...generated.failing.map(failingNote),
    ...(unmanaged.length === 0
      ? []
      : [
          `${count(unmanaged.length, 'object')} of the server not declared in the code, left alone: ${names}`,
        ]),
    ...(desired.topics.length === 0 || generated.topicsLeftOut === null
      ? []
      : [
          `${count(desired.topics.length, 'topic')} declared and recorded; ${LEFT_OUT[generated.topicsLeftOut]}`,
        ]),
    ...(unplanned.length === 0
      ? []
      : [`declared but not planned yet: ${unplanned.map(({ address }) => address).join(', ')}`]),
    ...generated.notes,
    ...unansweredLines(generated.weighed),
  ];
}

function sayWhatElse(generated: Generated, screen: Screen): void {
  const { files, plan } = generated;
  generatedNotes(generated).forEach(screen.note);
  for (const candidate of generated.undecided)
    screen.note(
      `${placeOf(candidate)}: \`${candidate.before}\` and \`${candidate.after}\` may be one ${candidate.of}; if so: --rename ${renameFlag(candidate, generated.database)}`,
    );
  if (files.length > 0) screen.say(`Saved ${files.join(', ')}`);
  const open = new Set(
    plan.operations.flatMap((operation) =>
      operation.hazards.filter((hazard) => !operation.approved.includes(hazard)),
    ),
  );
  if (open.size > 0)
    screen.say(
      `Not approved yet: ${[...open].sort().join(', ')}. Approve with --yes-destructive or --yes-all, in plan.yaml, or with --allow at apply.`,
    );
}

/** What the questions came to, where the plan itself stands above them. */
function approvedText({ plan }: Generated): string {
  const approved = plan.operations.filter((operation) => operation.approved.length > 0);
  if (approved.length === 0) return 'Nothing was approved.';
  const lines = approved.map((operation) => `  ${operationLine(operation)}  ${operation.approved.join(' ')}`);
  return ['Approved:', ...lines].join('\n');
}

async function reportOf(generated: Generated, screen: Screen, { format, sql }: Wishes): Promise<string> {
  if (format === 'json')
    return JSON.stringify(generateDocument(generated, screen.told(), screen.flags.debug));
  if (format === 'text') return planText(generated, screen.out, sql, generated.failing.length > 0);
  const { generateMarkdown } = await import('./markdown/generate-report.ts');
  return generateMarkdown(generated);
}

/**
 * Shows a plan and answers the exit code: 4 with refusals or data in the way, 2 with differences when that was asked for. Parts
 * that do not hold what the definition says are a difference, though no plan ends it.
 */
export async function showGenerated(generated: Generated, screen: Screen, wishes: Wishes): Promise<number> {
  screen.settle();
  screen.print(wishes.isShown ? approvedText(generated) : await reportOf(generated, screen, wishes));
  sayWhatElse(generated, screen);
  const { operations, refused } = generated.plan;
  if (refused.length > 0 || isBlocked(generated.weighed)) return 4;
  return wishes.exitCode && operations.length + generated.failing.length > 0 ? 2 : 0;
}
