import type { Pulled } from '../commands/pull.ts';
import type { Screen } from './screen.ts';
import { count } from './show-plan.ts';

function document(pulled: Pulled, told: readonly string[]): object {
  return { schemaVersion: 1, ...pulled, notes: [...told, ...pullNotes(pulled)] };
}

/** What every pull has to tell. */
export type PulledFiles = Pick<Pulled, 'files' | 'leftOut' | 'excluded'>;

/**
 * What was written where, and what was not, as lines of text.
 *
 * @param noun what is counted: `object`
 * @param from where it comes from: `local on … (ClickHouse 26.7)`
 */
export function writtenLines(
  { files, leftOut, excluded }: PulledFiles,
  noun: string,
  from: string,
  colors: Screen['out'],
): readonly string[] {
  const all = files.flatMap(({ addresses }) => addresses).length;
  const written = files.map(
    ({ path, addresses }) =>
      `  ${colors.green('+')} ${path}${addresses.length === 0 ? '' : colors.dim(`  ${addresses.join(', ')}`)}`,
  );
  const missing = leftOut.map(
    ({ address, because }) => `  ${colors.yellow('!')} ${colors.bold(address)}: ${because}`,
  );
  return [
    `Wrote ${count(all, noun)} of ${from} to ${count(files.length, 'file')}`,
    ...written,
    ...(missing.length === 0
      ? []
      : ['', `Not declared (${leftOut.length}); the tool leaves these alone:`, ...missing]),
    ...(excluded === 0 ? [] : ['', `${count(excluded, noun)} excluded by --include and --exclude`]),
  ];
}

/** The lines of `moose db pull`. */
export function pulledLines(pulled: Pulled, colors: Screen['out']): readonly string[] {
  return writtenLines(pulled, 'object', `${pulled.target} (ClickHouse ${pulled.engineVersion})`, colors);
}

/** What somebody has to do before the code works, or may wish to know. */
export function pullNotes({ variables, unconfigured, unread, importFrom }: Pulled): readonly string[] {
  const toml = unconfigured.map((name) => `"${name}"`).join(', ');
  return [
    ...(importFrom === null
      ? []
      : [
          `nothing imports these files yet: write \`export * from '${importFrom}';\` into the index.ts of the project`,
        ]),
    ...(unconfigured.length === 0
      ? []
      : [`add to [clickhouse_config] of moose.config.toml: additional_databases = [${toml}]`]),
    ...(variables.length === 0
      ? []
      : [
          `the server does not tell secrets; set ${variables.join(', ')} before a table that needs them is created`,
        ]),
    ...(unread.length === 0
      ? []
      : [
          `other databases of this server were not read: ${unread.join(', ')} (--databases ${unread.join(',')})`,
        ]),
  ];
}

/** Shows what was pulled; the exit code is 0 also when something could not be declared. */
export function showPulled(pulled: Pulled, screen: Screen): number {
  screen.settle();
  screen.print(
    screen.flags.json
      ? JSON.stringify(document(pulled, screen.told()))
      : pulledLines(pulled, screen.out).join('\n'),
  );
  pullNotes(pulled).forEach(screen.note);
  return 0;
}
