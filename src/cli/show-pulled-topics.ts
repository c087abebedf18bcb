import type { PulledTopics } from '../commands/pull-topics.ts';
import type { Screen } from './screen.ts';
import { count } from './show-plan.ts';

/** What was written where, and what was not, as lines of text. */
function pulledTopicLines(pulled: PulledTopics, colors: Screen['out']): readonly string[] {
  const { files, leftOut, excluded, target, flavour } = pulled;
  const topics = files.flatMap(({ addresses }) => addresses).length;
  const written = files.map(
    ({ path, addresses }) =>
      `  ${colors.green('+')} ${path}${addresses.length === 0 ? '' : colors.dim(`  ${addresses.join(', ')}`)}`,
  );
  const missing = leftOut.map(
    ({ address, because }) => `  ${colors.yellow('!')} ${colors.bold(address)}: ${because}`,
  );
  return [
    `Wrote ${count(topics, 'topic')} of ${target} (${flavour}) to ${count(files.length, 'file')}`,
    ...written,
    ...(missing.length === 0
      ? []
      : ['', `Not declared (${leftOut.length}); the tool leaves these alone:`, ...missing]),
    ...(excluded === 0 ? [] : ['', `${count(excluded, 'topic')} excluded by --include and --exclude`]),
  ];
}

/** Shows what was pulled; the exit code is 0 also when something could not be declared. */
export function showPulledTopics(pulled: PulledTopics, screen: Screen): number {
  const { importFrom } = pulled;
  screen.settle();
  screen.print(
    screen.flags.json
      ? JSON.stringify({ schemaVersion: 1, ...pulled })
      : pulledTopicLines(pulled, screen.out).join('\n'),
  );
  if (importFrom !== null)
    screen.note(
      `nothing imports these streams yet: write \`export * from '${importFrom}';\` into the index.ts of the project`,
    );
  return 0;
}
