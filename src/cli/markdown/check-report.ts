import type { Checked } from '../../commands/check.ts';
import { count } from '../show-plan.ts';
import { code } from './escaped.ts';
import { rehearsalSentence } from './rehearsal-sentence.ts';
import { reportText } from './report-text.ts';

function outcomeOf(checked: Checked): readonly string[] {
  const { problems, plan, steps, database } = checked;
  const size =
    plan === null
      ? 'The saved plan cannot be read.'
      : `${count(plan.operations.length, 'operation')} in ${count(steps.length, 'step')} for ${code(database)}.`;
  const verdict =
    problems.length === 0
      ? '**The saved migration can be applied.**'
      : `**The saved migration cannot be applied: ${count(problems.length, 'problem')}.**`;
  return [`${verdict} ${size}`, '', rehearsalSentence(checked.rehearsed)];
}

/** What a check found, as a comment on a pull request. */
export function checkMarkdown(checked: Checked): string {
  const { problems, plan, steps, base, desired, notes, database } = checked;
  return reportText({
    title: `Migration of ${code(database)}`,
    outcome: outcomeOf(checked),
    problems,
    plan,
    steps,
    base,
    desired,
    notes,
  });
}
