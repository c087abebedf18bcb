import { renameFlag } from '../../commands/decide-renames.ts';
import { failingName } from '../../commands/failing-mutations.ts';
import type { Generated } from '../../commands/generate.ts';
import { brokenText } from '../../commands/weigh.ts';
import { type Problem, problem } from '../../errors.ts';
import { placeOf } from '../../model/rename.ts';
import { counted, partText } from '../../plan/quantity.ts';
import { findings, isBlocked, unansweredLines } from '../show-checks.ts';
import { count, nothingToPlan } from '../show-plan.ts';
import { code, words } from './escaped.ts';
import { rehearsalSentence } from './rehearsal-sentence.ts';
import { reportText } from './report-text.ts';

/** What the rows have against the plan, and nobody can approve. Their values stay out of comments. */
function blockingProblems({ weighed }: Generated): readonly Problem[] {
  return findings(weighed)
    .filter(({ check, hits }) => hits > 0 && check.means === 'blocks')
    .map(({ check, hits }) =>
      problem('PREFLIGHT_FAILED', `${check.because}: ${counted(hits, check.asks)}${partText(check.sampled)}`),
    );
}

function notesOf({ weighed, notes, failing, undecided, database }: Generated): readonly string[] {
  return [
    ...failing.map(failingName),
    ...weighed.broken.map(brokenText),
    ...undecided.map(
      (candidate) =>
        `${placeOf(candidate)}: ${candidate.before} and ${candidate.after} may be one ${candidate.of}; if so: --rename ${renameFlag(candidate, database)}`,
    ),
    ...unansweredLines(weighed),
    ...notes,
  ];
}

function outcomeOf(generated: Generated): readonly string[] {
  const { plan, steps, database, engineVersion, rehearsed } = generated;
  const server = `${code(database)} on ClickHouse ${words(engineVersion)}`;
  if (plan.operations.length + plan.refused.length + plan.withheld.length === 0)
    return [`**No changes:** ${nothingToPlan(server, generated.failing.length > 0)}`];
  const open = plan.operations.filter(({ hazards, approved }) =>
    hazards.some((hazard) => !approved.includes(hazard)),
  );
  const verdict =
    plan.refused.length > 0
      ? `**Refused: ${count(plan.refused.length, 'change')} cannot be made safely.**`
      : isBlocked(generated.weighed)
        ? '**Cannot be applied: the data stands in the way.**'
        : open.length > 0
          ? `**Waits for approval: ${count(open.length, 'operation')} with hazards.**`
          : '**Can be applied.**';
  const size = `${count(plan.operations.length, 'operation')} in ${count(steps.length, 'step')} for ${server}.`;
  return [`${verdict} ${size}`, '', rehearsalSentence(rehearsed)];
}

/** A plan just made, as a comment on a pull request. */
export function generateMarkdown(generated: Generated): string {
  const { plan, steps, base, desired } = generated;
  return reportText({
    title: `Plan for ${code(generated.database)}`,
    outcome: outcomeOf(generated),
    problems: blockingProblems(generated),
    plan,
    steps,
    base,
    desired,
    notes: notesOf(generated),
  });
}
