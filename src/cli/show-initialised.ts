import type { Initialised } from '../commands/init.ts';
import type { Screen } from './screen.ts';

/** The files of a new project, and what to do next. */
export function initialisedLines(
  { dir, files, remote }: Initialised,
  colors: Screen['out'],
): readonly string[] {
  const missing = (remote?.leftOut ?? []).map(
    ({ address, because }) => `  ${colors.yellow('!')} ${colors.bold(address)}: ${because}`,
  );
  const steps = [...(dir === '' ? [] : [`cd ${dir}`]), 'npm install', 'npx moose dev'];
  return [
    `Made a project${remote === null ? '' : ` from ${remote.target} (ClickHouse ${remote.engineVersion})`}${dir === '' ? '' : ` in ${dir}`}`,
    ...files.map((path) => `  ${colors.green('+')} ${path}`),
    ...(missing.length === 0
      ? []
      : ['', `Not declared (${missing.length}); the tool leaves these alone:`, ...missing]),
    '',
    'Next:',
    ...steps.map((step) => `  ${colors.cyan(step)}`),
    'That starts what the project needs, and plans and applies at every save. For a server that others use, review the plan first:',
    `  ${colors.cyan('npx moose migrate generate --save --clickhouse-url URL')}, then ${colors.cyan('npx moose migrate --clickhouse-url URL')}`,
  ];
}

/** Shows a new project. */
export function showInitialised(made: Initialised, screen: Screen): number {
  screen.settle();
  screen.print(
    screen.flags.json
      ? JSON.stringify({ schemaVersion: 1, ...made })
      : initialisedLines(made, screen.out).join('\n'),
  );
  const { variables = [], unread = [] } = made.remote ?? {};
  if (variables.length > 0)
    screen.note(
      `the server does not tell secrets; set ${variables.join(', ')} before a table that needs them is created`,
    );
  if (unread.length > 0)
    screen.note(
      `other databases of this server were not read: ${unread.join(', ')} (--databases ${unread.join(',')})`,
    );
  return 0;
}
