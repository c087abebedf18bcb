import { AppError } from '../errors.ts';
import { placeOf, type RenameCandidate } from '../model/rename.ts';
import type { Screen } from './screen.ts';

/** Whether there is a person to ask: a terminal on both sides, and no request for silence. */
export function canAsk(screen: Screen): boolean {
  return (
    process.stdin.isTTY === true && process.stderr.isTTY === true && !screen.flags.json && !screen.flags.quiet
  );
}

/** Asks whether a column or table has a new name. Stopping ends the command without anything written. */
export async function askRename(candidate: RenameCandidate, screen: Screen): Promise<'rename' | 'drop'> {
  screen.settle();
  const { isCancel, select } = await import('@clack/prompts');
  const held = candidate.of === 'table' ? 'rows' : 'values';
  const answer = await select({
    message: `${placeOf(candidate)}: \`${candidate.before}\` is gone and \`${candidate.after}\` is new. Is it the same ${candidate.of}?`,
    options: [
      { value: 'rename', label: 'Rename it', hint: `the ${held} stay` },
      { value: 'drop', label: 'Drop the old one, add a new one', hint: `the ${held} are lost` },
      { value: 'stop', label: 'Stop', hint: 'nothing is written' },
    ],
    output: process.stderr,
  });
  if (!isCancel(answer) && (answer === 'rename' || answer === 'drop')) return answer;
  throw new AppError('RENAME_UNDECIDED', 'Stopped; nothing was written.');
}
