import { Command } from 'commander';
import type { LifeCycle } from '../model/life-cycle.ts';
import { addGlobals, BROKERS_HELP, type GlobalFlags, run, surveyOptions } from './command-parts.ts';
import { addLifeCycle, FORCE_HELP, textList } from './pull-command.ts';

interface PullTopicsFlags extends GlobalFlags {
  readonly kafkaBrokers?: string;
  readonly out?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly lifeCycle: LifeCycle;
  readonly force?: true;
}

async function runPullTopics(flags: PullTopicsFlags): Promise<void> {
  await run(flags, async (screen) => {
    const [{ pullTopics }, { showPulledTopics }] = await Promise.all([
      import('../commands/pull-topics.ts'),
      import('./show-pulled-topics.ts'),
    ]);
    const { include = [], exclude = [], lifeCycle } = flags;
    const wishes = { include, exclude, lifeCycle, out: flags.out ?? null, force: flags.force ?? false };
    return showPulledTopics(await pullTopics({ ...surveyOptions(flags), ...wishes }, screen), screen);
  });
}

function pullTopicsCommand(): Command {
  const command = addGlobals(new Command('pull'))
    .description(
      'write TypeScript that declares the topics of a cluster; the next `migrate generate` has nothing to do for them',
    )
    .option('--kafka-brokers <brokers>', BROKERS_HELP)
    .option('--out <dir>', 'directory of the file; without it, source_dir of moose.config.toml')
    .option('--include <patterns>', 'only topics of these names: orders.*,clicks', textList)
    .option('--exclude <patterns>', 'no topics of these names', textList);
  return addLifeCycle(command)
    .option('--force', FORCE_HELP)
    .action((_, own: Command) => runPullTopics(own.optsWithGlobals<PullTopicsFlags>()));
}

/** `moose kafka`. */
export function kafkaCommand(): Command {
  return addGlobals(new Command('kafka')).description('read clusters').addCommand(pullTopicsCommand());
}
