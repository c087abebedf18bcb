import type { RunWishes } from '../commands/apply-run.ts';
import { canAsk } from './ask-rename.ts';
import type { Screen } from './screen.ts';

/** Who decides about a mutation that keeps failing: the flag, or the person at the terminal, or nobody. */
export function mayKill(isTold: boolean, screen: Screen): RunWishes['mayKill'] {
  return async ({ table, id, command, reason }) => {
    if (isTold || !canAsk(screen)) return isTold;
    screen.settle();
    const { confirm } = await import('@clack/prompts');
    const answer = await confirm({
      message: `Mutation ${id} of ${table.database}.${table.name} ${command} keeps failing:\n${reason}\nEnd it and bring the column back to what its parts hold?`,
      output: process.stderr,
    });
    return answer === true;
  };
}
