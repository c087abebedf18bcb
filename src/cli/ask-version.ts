import type { OldVersionItem } from '../commands/decide-versions.ts';
import { AppError } from '../errors.ts';
import { stakeText } from '../plan/quantity.ts';
import type { Screen } from './screen.ts';

/** Asks what becomes of an older version of a table or a topic. Stopping ends the command without anything written. */
export async function askVersion(item: OldVersionItem, screen: Screen): Promise<'keep' | 'drop'> {
  screen.settle();
  const { isCancel, select } = await import('@clack/prompts');
  const stake = stakeText({ class: 'metadata', ...item.size, seconds: null });
  const answer = await select({
    message: `${item.address}${stake} is an older version of ${item.newest}. What becomes of it?`,
    options: [
      { value: 'keep', label: 'Keep it' },
      {
        value: 'drop',
        label: 'Drop it at the end of the plan',
        hint:
          item.of === 'topic'
            ? 'its messages are in no other topic'
            : 'its rows are copied first where they can be',
      },
      { value: 'stop', label: 'Stop', hint: 'nothing is written' },
    ],
    output: process.stderr,
  });
  if (!isCancel(answer) && (answer === 'keep' || answer === 'drop')) return answer;
  throw new AppError('HAZARD_NOT_ALLOWED', 'Stopped; nothing was written.');
}
