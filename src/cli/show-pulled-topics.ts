import type { PulledTopics } from '../commands/pull-topics.ts';
import type { Screen } from './screen.ts';
import { writtenLines } from './show-pulled.ts';

/** Shows what was pulled; the exit code is 0 also when something could not be declared. */
export function showPulledTopics(pulled: PulledTopics, screen: Screen): number {
  const { importFrom, target, flavour } = pulled;
  screen.settle();
  screen.print(
    screen.flags.json
      ? JSON.stringify({ schemaVersion: 1, ...pulled })
      : writtenLines(pulled, 'topic', `${target} (${flavour})`, screen.out).join('\n'),
  );
  if (importFrom !== null)
    screen.note(
      `nothing imports these streams yet: write \`export * from '${importFrom}';\` into the index.ts of the project`,
    );
  return 0;
}
