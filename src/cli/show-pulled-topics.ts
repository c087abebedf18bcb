import type { PulledTopics } from '../commands/pull-topics.ts';
import type { Screen } from './screen.ts';
import { writtenLines } from './show-pulled.ts';

/** Shows what was pulled; the exit code is 0 also when something could not be declared. */
export function showPulledTopics(pulled: PulledTopics, screen: Screen): number {
  const { importFrom, target, flavour } = pulled;
  screen.settle();
  const notes =
    importFrom === null
      ? []
      : [
          `nothing imports these streams yet: write \`export * from '${importFrom}';\` into the index.ts of the project`,
        ];
  screen.print(
    screen.flags.json
      ? JSON.stringify({ schemaVersion: 1, ...pulled, notes: [...screen.told(), ...notes] })
      : writtenLines(pulled, 'topic', `${target} (${flavour})`, screen.out).join('\n'),
  );
  notes.forEach(screen.note);
  return 0;
}
