import { resolve } from 'node:path';
import { Command } from 'commander';
import { addGlobals, type GlobalFlags, run } from './command-parts.ts';
import { textList } from './pull-command.ts';

interface InitFlags extends GlobalFlags {
  readonly fromRemote?: string;
  readonly databases?: readonly string[];
  readonly embedded?: true;
  readonly force?: true;
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
    .option('--force', 'write into a directory that is not empty, over files that are there')
    .action((dir: string, _, command: Command) => runInit(dir, command.optsWithGlobals<InitFlags>()));
}
