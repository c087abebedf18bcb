import { Command, InvalidArgumentError, Option } from 'commander';
import { parsePatterns } from '../commands/name-pattern.ts';
import { LIFE_CYCLES, type LifeCycle } from '../model/life-cycle.ts';
import { addGlobals, run, surveyOptions, type TargetFlags, URL_HELP } from './command-parts.ts';

interface PullFlags extends TargetFlags {
  readonly out?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly databases?: readonly string[];
  readonly lifeCycle: LifeCycle;
  readonly layout: 'table' | 'domain';
  readonly force?: true;
}

async function runPull(flags: PullFlags): Promise<void> {
  await run(flags, async (screen) => {
    const [{ pull }, { showPulled }] = await Promise.all([
      import('../commands/pull.ts'),
      import('./show-pulled.ts'),
    ]);
    const { lifeCycle, layout } = flags;
    const lists = {
      include: flags.include ?? [],
      exclude: flags.exclude ?? [],
      databases: flags.databases ?? [],
    };
    return showPulled(
      await pull(
        {
          ...surveyOptions(flags),
          ...lists,
          out: flags.out ?? null,
          lifeCycle,
          layout,
          force: flags.force ?? false,
        },
        screen,
      ),
      screen,
    );
  });
}

/** Reads a list with commas; given several times, the lists are joined. */
export function textList(text: string, before: readonly string[] = []): readonly string[] {
  const items = parsePatterns(text);
  if (items.length === 0) throw new InvalidArgumentError('Give at least one, with commas between.');
  return [...before, ...items];
}

/** `--life-cycle`, of what writes declarations. */
export function addLifeCycle(command: Command): Command {
  return command.addOption(
    new Option('--life-cycle <name>', 'who may change what is declared')
      .choices(LIFE_CYCLES)
      .default('FULLY_MANAGED'),
  );
}

export const FORCE_HELP = 'overwrite files that are there';

function pullCommand(): Command {
  const command = addGlobals(new Command('pull'))
    .description(
      'write TypeScript that declares what a server holds; the next `migrate generate` has nothing to do for it',
    )
    .option('--clickhouse-url <url>', URL_HELP)
    .option('--out <dir>', 'directory of the files; without it, source_dir of moose.config.toml')
    .option('--include <patterns>', 'only tables and views of these names: events_*,archive.*', textList)
    .option('--exclude <patterns>', 'no tables and views of these names', textList)
    .option(
      '--databases <names>',
      'databases besides db_name and additional_databases of moose.config.toml',
      textList,
    );
  return addLifeCycle(command)
    .addOption(
      new Option('--layout <kind>', 'a file for each table, or for all tables whose names begin alike')
        .choices(['table', 'domain'])
        .default('table'),
    )
    .option('--force', FORCE_HELP)
    .action((_, own: Command) => runPull(own.optsWithGlobals<PullFlags>()));
}

/** `moose db`. */
export function dbCommand(): Command {
  return addGlobals(new Command('db')).description('read databases').addCommand(pullCommand());
}
