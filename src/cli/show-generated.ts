import { renameFlag } from '../commands/decide-renames.ts';
import type { Generated } from '../commands/generate.ts';
import { timings } from '../timing.ts';
import type { Screen } from './screen.ts';
import { count, planText } from './show-plan.ts';

interface Wishes {
  readonly sql: boolean;
  readonly exitCode: boolean;
}

function document(generated: Generated, withTimings: boolean): object {
  const { steps, files, unmanaged, preflight } = generated;
  const { undecided } = generated;
  const checks = preflight.results.map(({ check, hits, samples }) => ({
    because: check.because,
    hit: check.hit,
    sql: check.sql,
    hazard: check.hazard,
    hits,
    samples,
  }));
  return {
    schemaVersion: 1,
    ...(withTimings ? { timings: timings() } : {}),
    ...generated.document,
    statements: steps.flatMap(({ statements }) => statements),
    files,
    unmanaged,
    checks,
    renameCandidates: undecided,
  };
}

function sayWhatElse(generated: Generated, screen: Screen): void {
  const { unmanaged, desired, files, plan } = generated;
  if (unmanaged.length > 0) {
    const names = unmanaged.slice(0, 5).join(', ');
    screen.note(
      `${count(unmanaged.length, 'object')} of the server not declared in the code, left alone: ${names}${unmanaged.length > 5 ? ', …' : ''}`,
    );
  }
  if (desired.topics.length > 0)
    screen.note(`${count(desired.topics.length, 'topic')} declared and recorded; topics are not planned yet`);
  const unplanned = desired.components.filter(({ kind }) => kind === 'row-policy');
  if (unplanned.length > 0)
    screen.note(`declared but not planned yet: ${unplanned.map(({ address }) => address).join(', ')}`);
  generated.notes.forEach(screen.note);
  for (const { check, reason } of generated.preflight.unanswered)
    screen.note(`not checked against the data: ${check.because}, ${check.hit}: ${reason}`);
  for (const candidate of generated.undecided)
    screen.note(
      `${candidate.table}: \`${candidate.before}\` and \`${candidate.after}\` may be one column; if so: --rename ${renameFlag(candidate, generated.database)}`,
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

/** Shows a plan and answers the exit code: 4 with refusals, 2 with differences when that was asked for. */
export function showGenerated(generated: Generated, screen: Screen, wishes: Wishes): number {
  screen.settle();
  screen.print(
    screen.flags.json
      ? JSON.stringify(document(generated, screen.flags.debug))
      : planText(generated, screen.out, wishes.sql),
  );
  sayWhatElse(generated, screen);
  const { operations, refused } = generated.plan;
  if (refused.length > 0) return 4;
  return wishes.exitCode && operations.length > 0 ? 2 : 0;
}
