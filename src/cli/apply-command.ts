import { Command, InvalidArgumentError } from 'commander';
import type { ApplyOptions } from '../commands/apply.ts';
import { allowedBy, approvalFrom, type Review } from '../commands/approve.ts';
import { didYouMean } from '../model/nearest-name.ts';
import type { Hazard } from '../model/operation.ts';
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
import { watchInterrupts } from './interrupts.ts';
import type { Screen } from './screen.ts';
import { bugError, whenCutOff } from './tool-bug.ts';

interface ApplyFlags extends TargetFlags {
  readonly allow?: readonly Hazard[];
  readonly yesAll?: true;
  readonly yesDestructive?: true;
  readonly lockTimeout?: number;
  readonly retryFor?: number;
  readonly killFailedMutation?: true;
  readonly sqlDone?: true;
  readonly sqlAgain?: true;
}

async function runApply(flags: ApplyFlags): Promise<void> {
  const command = async (screen: Screen): Promise<number> => {
    const [{ apply }, { applyEventShower, showApplied }, { planText }] = await Promise.all([
      import('../commands/apply.ts'),
      import('./show-apply.ts'),
      import('./show-plan.ts'),
    ]);
    const { yesAll = false, yesDestructive = false } = flags;
    const review = (shown: Review): void => screen.say(planText(shown, screen.err, false));
    const ask = canAsk(screen) ? askApproval(screen, 'apply stops', review) : null;
    const approval = approvalFrom({ yesAll, yesDestructive }, process.env, ask);
    const interrupts = watchInterrupts(screen);
    whenCutOff(interrupts.unknown);
    const show = applyEventShower(screen);
    try {
      const options: ApplyOptions = {
        ...surveyOptions(flags),
        allow: [...new Set([...(flags.allow ?? []), ...allowedBy(approval)])],
        ask,
        lockTimeoutSeconds: flags.lockTimeout ?? 0,
        retrySeconds: flags.retryFor ?? 30,
        mayKill: mayKill(flags.killFailedMutation ?? false, screen),
        unclearSql: flags.sqlDone === true ? 'done' : flags.sqlAgain === true ? 'again' : null,
        tell: (event) => {
          interrupts.note(event);
          show(event);
        },
        clock: () => Math.round(performance.now()),
        isInterrupted: () => interrupts.signal.aborted,
      };
      const applied = await apply(options, screen);
      const bug = applied.report.steps.find(({ error }) => error?.code === 'TOOL_BUG')?.error ?? null;
      if (bug === null) return showApplied(applied, screen);
      return showApplied({ ...applied, failure: bugError(bug.cause ?? bug, screen) }, screen);
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
    .option(
      '--yes-destructive',
      'allow the loss of data that the plan names (also: MOOSE_ACCEPT_DESTRUCTIVE)',
    )
    .option('--yes-all', 'allow every hazard of the plan (also: MOOSE_ACCEPT_ALL)')
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
    .description(
      'finish a migration that stopped halfway, with the plan it was begun with; where none did, run the saved plan',
    )
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
