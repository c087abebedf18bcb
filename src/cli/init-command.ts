import { resolve } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../errors.ts';
import { canAsk } from './ask-rename.ts';
import { addGlobals, type GlobalFlags, run } from './command-parts.ts';
import { textList } from './pull-command.ts';
import type { Screen } from './screen.ts';

interface InitFlags extends GlobalFlags {
  readonly fromRemote?: string;
  readonly databases?: readonly string[];
  readonly embedded?: true;
  readonly withStreams?: boolean;
  readonly force?: true;
}

/** Whether to declare topics too, where neither flag says so. */
async function askStreams(screen: Screen): Promise<boolean> {
  screen.settle();
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({
    message: 'Topics of Kafka or Redpanda too? They run in a container, so docker is needed.',
    initialValue: false,
    output: process.stderr,
  });
  if (isCancel(answer)) throw new AppError('ARGUMENT_INVALID', 'Stopped; nothing was written.');
  return answer;
}

async function runInit(dir: string, flags: InitFlags): Promise<void> {
  await run(flags, async (screen) => {
    const [{ init }, { showInitialised }] = await Promise.all([
      import('../commands/init.ts'),
      import('./show-initialised.ts'),
    ]);
    const options = {
      cwd: resolve(flags.cwd ?? process.cwd()),
      env: process.env,
      dir,
      fromRemote: flags.fromRemote ?? null,
      databases: flags.databases ?? [],
      isEmbedded: flags.embedded ?? false,
      hasStreams: flags.withStreams ?? (canAsk(screen) && (await askStreams(screen))),
      force: flags.force ?? false,
    };
    return showInitialised(await init(options, screen), screen);
  });
}

/** `moose init`. */
export function initCommand(): Command {
  return addGlobals(new Command('init'))
    .description(
      'make a project that runs: configuration, code, package.json, docker-compose.yml, a CI workflow',
    )
    .argument('[dir]', 'a new or empty directory', '.')
    .option(
      '--from-remote <url>',
      'begin with the schema of this server: clickhouse://user:pass@host:8123/db',
    )
    .option(
      '--databases <names>',
      'with --from-remote: databases to read besides the one of the URL',
      textList,
    )
    .option('--embedded', 'let moose start its own ClickHouse for development, instead of a container')
    .option('--with-streams', 'with topics: a stream in the code, and a Redpanda in a container')
    .option('--no-with-streams', 'without topics, and without being asked')
    .option('--force', 'write into a directory that is not empty, over files that are there')
    .action((dir: string, _, command: Command) => runInit(dir, command.optsWithGlobals<InitFlags>()));
}
