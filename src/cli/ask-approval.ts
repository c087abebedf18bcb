import type { AskApproval, OpenItem } from '../commands/approve.ts';
import { AppError } from '../errors.ts';
import type { Operation } from '../model/operation.ts';
import { stakeText } from '../plan/quantity.ts';
import { operationLine } from './operation-words.ts';
import type { Screen } from './screen.ts';

/** One item as a line: what it does, what it may harm, how much is at stake. */
export function itemLine({ operation, open }: OpenItem): string {
  return `${operationLine(operation)}  ${open.join(' ')}${stakeText(operation.cost)}`;
}

function stopped(): AppError {
  return new AppError('HAZARD_NOT_ALLOWED', 'Stopped; nothing was changed.');
}

/** Asks about each item by itself. */
async function oneByOne(items: readonly OpenItem[]): Promise<readonly Operation[]> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const agreed: Operation[] = [];
  for (const item of items) {
    const answer = await confirm({ message: itemLine(item), initialValue: false, output: process.stderr });
    if (isCancel(answer)) throw stopped();
    if (answer) agreed.push(item.operation);
  }
  return agreed;
}

/**
 * Asks a person about hazards, all at once or one by one. What is not approved stays open.
 *
 * @param later what becomes of it then, in a few words
 */
export function askApproval(screen: Screen, later: string): AskApproval {
  return async (items) => {
    screen.settle();
    const { isCancel, select } = await import('@clack/prompts');
    const list = items.map((item) => `  ${itemLine(item)}`).join('\n');
    const answer = await select({
      message: `Approve what may harm data?\n${list}`,
      initialValue: 'none',
      options: [
        { value: 'all', label: items.length === 1 ? 'Approve it' : `Approve all ${items.length}` },
        ...(items.length === 1 ? [] : [{ value: 'each', label: 'Decide one by one' }]),
        { value: 'none', label: 'Approve nothing', hint: later },
        { value: 'stop', label: 'Stop', hint: 'nothing is written or changed' },
      ],
      output: process.stderr,
    });
    if (isCancel(answer) || answer === 'stop') throw stopped();
    if (answer === 'all') return items.map(({ operation }) => operation);
    return answer === 'each' ? oneByOne(items) : [];
  };
}
