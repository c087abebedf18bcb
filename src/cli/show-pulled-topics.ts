import type { PulledTopics } from '../commands/pull-topics.ts';
import type { Screen } from './screen.ts';
import { writtenLines } from './show-pulled.ts';

/** What somebody has to do before the code works, or may wish to know. */
export function pulledTopicNotes({ files, leftOut, excluded, importFrom }: PulledTopics): readonly string[] {
  const hasSeen = files.length + leftOut.length + excluded > 0;
  return [
    ...(hasSeen
      ? []
      : [
          'the cluster showed no topic at all: it names only those that its user may describe (see its ACLs)',
        ]),
    ...(importFrom === null
      ? []
      : [
          `nothing imports these streams yet: write \`export * from '${importFrom}';\` into the index.ts of the project`,
        ]),
  ];
}

/** Shows what was pulled; the exit code is 0 also when something could not be declared. */
export function showPulledTopics(pulled: PulledTopics, screen: Screen): number {
  const { target, flavour } = pulled;
  screen.settle();
  const notes = pulledTopicNotes(pulled);
  screen.print(
    screen.flags.json
      ? JSON.stringify({ schemaVersion: 1, ...pulled, notes: [...screen.told(), ...notes] })
      : writtenLines(pulled, 'topic', `${target} (${flavour})`, screen.out).join('\n'),
  );
  notes.forEach(screen.note);
  return 0;
}
