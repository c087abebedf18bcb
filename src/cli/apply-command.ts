import { Command, InvalidArgumentError } from 'commander';
import type { ApplyEvent } from '../apply/report.ts';
import type { ApplyOptions } from '../commands/apply.ts';
import { didYouMean } from '../model/nearest-name.ts';
import type { Hazard, Operation } from '../model/operation.ts';
import { askApproval } from './ask-approval.ts';
import { mayKill } from './ask-kill.ts';
import { canAsk } from './ask-rename.ts';
import {
  addGlobals,
  BROKERS_HELP,
  REGISTRY_HELP,
  run,
  surveyOptions,
  type TargetFlags,
  URL_HELP,
} from './command-parts.ts';
import { hazardList } from './hazard-list.ts';
import { exitNow } from './leave.ts';
import { operationLine } from './operation-words.ts';
import type { Screen } from './screen.ts';

interface ApplyFlags extends TargetFlags {
  readonly allow?: readonly Hazard[];
  readonly lockTimeout?: number;
  readonly retryFor?: number;
  readonly killFailedMutation?: true;
  readonly sqlDone?: true;
  readonly sqlAgain?: true;
}

interface Interrupts {
  readonly isInterrupted: () => boolean;
  /** Remembers what is running, which is what a second Ctrl-C leaves unknown. */
  readonly note: (event: ApplyEvent) => void;
  readonly stop: () => void;
}

/** The first Ctrl-C stops after the running statement; a second one ends the process. */
function watchInterrupts(screen: Screen): Interrupts {
  let isInterrupted = false;
  let running: readonly Operation[] = [];
  const onSignal = (): void => {
    if (isInterrupted) {
      const unknown = running.map((operation) => `  unknown ${operationLine(operation)}\n`).join('');
      process.stderr.write(
        `Stopped at once.\n${unknown}What was running may or may not take effect: \`migrate status\`, then \`migrate resume\`.\n`,
      );
      exitNow(5);
    }
    isInterrupted = true;
    screen.say('Stopping after the running statement; press Ctrl-C again to stop at once.');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    isInterrupted: () => isInterrupted,
    note(event) {
      if (event.event === 'step-started') running = event.operations;
      if (event.event === 'step-finished') running = [];
    },
    stop: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

async function runApply(flags: ApplyFlags): Promise<void> {
  const command = async (screen: Screen): Promise<number> => {
    const [{ apply }, { applyEventShower, showApplied }] = await Promise.all([
      import('../commands/apply.ts'),
      import('./show-apply.ts'),
    ]);
    const interrupts = watchInterrupts(screen);
    const show = applyEventShower(screen);
    try {
      const options: ApplyOptions = {
        ...surveyOptions(flags),
        allow: flags.allow ?? [],
        ask: canAsk(screen) ? askApproval(screen, 'apply stops') : null,
        lockTimeoutSeconds: flags.lockTimeout ?? 0,
        retrySeconds: flags.retryFor ?? 30,
        mayKill: mayKill(flags.killFailedMutation ?? false, screen),
        unclearSql: flags.sqlDone === true ? 'done' : flags.sqlAgain === true ? 'again' : null,
        tell: (event) => {
          interrupts.note(event);
          show(event);
        },
        clock: () => Math.round(performance.now()),
        isInterrupted: interrupts.isInterrupted,
      };
      return showApplied(await apply(options, screen), screen);
    } finally {
      interrupts.stop();
    }
  };
  await run(flags, command, 'own');
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give seconds, such as 30');
  return value;
}

function addApplyOptions(command: Command): Command {
  return addGlobals(command)
    .option('--clickhouse-url <url>', URL_HELP)
    .option('--kafka-brokers <brokers>', BROKERS_HELP)
    .option('--schema-registry-url <url>', REGISTRY_HELP)
    .option(
      '--allow <codes>',
      'allow hazards that are not approved in the plan, such as DELETES_DATA',
      hazardList,
    )
    .option('--lock-timeout <seconds>', 'wait so long for another migration to end', seconds)
    .option(
      '--retry-for <seconds>',
      'try so long again after lost connections and other failures that pass (30)',
      seconds,
    )
    .option(
      '--kill-failed-mutation',
      'end a mutation that keeps failing and bring its column back to what its parts hold',
    );
}

/** `migrate apply`. */
export function applyCommand(): Command {
  return addApplyOptions(new Command('apply').allowExcessArguments())
    .description('run the saved plan, after checking that code and server are still those it was made from')
    .option('--resume', 'what apply does by itself with a plan that stopped halfway')
    .action((_, command: Command) => {
      refuseArguments(command);
      return runApply(command.optsWithGlobals<ApplyFlags>());
    });
}

/** `migrate resume`. */
export function resumeCommand(): Command {
  return addApplyOptions(new Command('resume'))
    .description('finish a migration that stopped halfway, with the plan it was begun with')
    .option('--sql-done', 'hand-written SQL that was sent and never answered has run')
    .option('--sql-again', 'hand-written SQL that was sent and never answered is sent again')
    .action((_, command: Command) => runApply(command.optsWithGlobals<ApplyFlags>()));
}

// As the default command it also gets a misspelled subcommand, which must not read as a stray argument.
function refuseArguments(command: Command): void {
  const [word] = command.args;
  if (word === undefined) return;
  const known = (command.parent?.commands ?? []).map((sibling) => sibling.name());
  if (known.includes(word))
    command.error(`error: '${word}' is a command of its own\n(Its flags stand behind it: migrate ${word} …)`);
  command.error(`error: unknown command '${word}'${didYouMean(word, known)}`);
}
