import type { AskApproval, OpenItem, Review } from '../commands/approve.ts';
import { AppError } from '../errors.ts';
import type { Operation } from '../model/operation.ts';
import { stakeText } from '../plan/quantity.ts';
import { operationLine } from './operation-words.ts';
import type { Screen } from './screen.ts';

/** One item: what it does, what it may harm, how much is at stake, and what the rows said of it, a line each. */
export function itemText({ operation, open, stakes }: OpenItem, indent = ''): string {
  const head = `${operationLine(operation)}  ${open.join(' ')}${stakeText(operation.cost)}`;
  return [`${indent}${head}`, ...stakes.map((line) => `${indent}    ${line}`)].join('\n');
}

function stopped(): AppError {
  return new AppError('HAZARD_NOT_ALLOWED', 'Stopped; nothing was changed.');
}

/** Asks about each item by itself. */
async function oneByOne(items: readonly OpenItem[]): Promise<readonly Operation[]> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const agreed: Operation[] = [];
  for (const item of items) {
    const answer = await confirm({ message: itemText(item), initialValue: false, output: process.stderr });
    if (isCancel(answer)) throw stopped();
    if (answer) agreed.push(item.operation);
  }
  return agreed;
}

/**
 * Shows a plan and what the rows said of it, and asks a person about its hazards, all at once or one by one. What is not approved
 * stays open.
 *
 * @param later what becomes of it then, in a few words
 * @param show shows the plan; null where it was shown before
 */
export function askApproval(
  screen: Screen,
  later: string,
  show: ((review: Review) => void) | null,
): AskApproval {
  return async (items, review) => {
    screen.settle();
    show?.(review);
    const { isCancel, select } = await import('@clack/prompts');
    const list = items.map((item) => itemText(item, '  ')).join('\n');
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
