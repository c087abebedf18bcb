import { Command } from 'commander';
import { acceptsRenames, approvalFrom } from '../commands/approve.ts';
import type { DevOptions } from '../commands/dev.ts';
import { askApproval } from './ask-approval.ts';
import { mayKill } from './ask-kill.ts';
import { askRename, canAsk } from './ask-rename.ts';
import { addGlobals, type GlobalFlags, run, surveyOptions } from './command-parts.ts';
import { watchInterrupts } from './interrupts.ts';
import type { Screen } from './screen.ts';

interface DevFlags extends GlobalFlags {
  readonly yesDestructive?: true;
  readonly yesAll?: true;
  readonly yesRename?: true;
  readonly remote?: true;
}

/** How a plan is run while somebody is at the keyboard: nobody waits long for a lock, or for a server that is gone. */
const PATIENCE = { lockTimeoutSeconds: 5, retrySeconds: 5 };

function cycleWishes(flags: DevFlags, screen: Screen): Omit<DevOptions['cycle'], 'tell'> {
  const { yesAll = false, yesDestructive = false, yesRename = false } = flags;
  const ask = canAsk(screen) ? askApproval(screen, 'the change waits', null) : null;
  return {
    ...PATIENCE,
    approval: approvalFrom({ yesAll, yesDestructive }, process.env, ask),
    acceptsRenames: acceptsRenames(yesRename, process.env),
    askRename: canAsk(screen) ? (candidate) => askRename(candidate, screen) : null,
    mayKill: mayKill(false, screen),
    clock: () => Math.round(performance.now()),
  };
}

async function runDev(flags: DevFlags): Promise<void> {
  const command = async (screen: Screen): Promise<number> => {
    const [{ dev }, { devEventShower }, { applyEventShower }] = await Promise.all([
      import('../commands/dev.ts'),
      import('./show-dev.ts'),
      import('./show-apply.ts'),
    ]);
    const interrupts = watchInterrupts(screen);
    const showStep = applyEventShower(screen);
    const { cwd, configFile, env } = surveyOptions(flags);
    try {
      const ending = await dev(
        {
          cwd,
          configFile,
          env,
          remote: flags.remote ?? false,
          interrupt: interrupts.signal,
          today: () => new Date(),
          tell: devEventShower(screen),
          cycle: {
            ...cycleWishes(flags, screen),
            tell: (event) => {
              interrupts.note(event);
              showStep(event);
            },
          },
        },
        screen,
      );
      return ending.is === 'stopped' ? (ending.applied.failure?.exitCode ?? 0) : 0;
    } finally {
      interrupts.stop();
    }
  };
  await run(flags, command, 'own');
}

/** `moose dev`. */
export function devCommand(): Command {
  return addGlobals(new Command('dev'))
    .description(
      'start the engines of the project and keep them at what the code declares: plan and apply at every save',
    )
    .option('--yes-destructive', 'apply the loss of data at once too (also: MOOSE_ACCEPT_DESTRUCTIVE)')
    .option(
      '--yes-rename',
      'take every column or table that looks renamed for the same one (also: MOOSE_ACCEPT_RENAME)',
    )
    .option('--yes-all', 'apply every hazard at once (also: MOOSE_ACCEPT_ALL)')
    .option('--remote', 'also change servers that are not on this machine')
    .action((_, command: Command) => runDev(command.optsWithGlobals<DevFlags>()));
}
