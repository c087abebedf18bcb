import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { ApplyOptions } from '../commands/apply.ts';
import { acceptsRenames, approvalFrom, parseHazards } from '../commands/approve.ts';
import type { GenerateOptions } from '../commands/generate.ts';
import { AppError } from '../errors.ts';
import { didYouMean } from '../model/nearest-name.ts';
import type { Hazard } from '../model/operation.ts';
import type { RenameCandidate } from '../model/rename.ts';
import { TOOL_VERSION } from '../version.ts';
import { askRename, canAsk } from './ask-rename.ts';
import { addGlobals, run, surveyOptions, type TargetFlags, URL_HELP } from './command-parts.ts';
import { abandonCommand, logsCommand, statusCommand, unlockCommand } from './control-commands.ts';
import { initCommand } from './init-command.ts';
import { dbCommand } from './pull-command.ts';
import { openScreen, type Screen } from './screen.ts';
import { showError } from './show-error.ts';

interface GenerateFlags extends TargetFlags {
  readonly save?: true;
  readonly exitCode?: true;
  readonly sql?: true;
  readonly yesAll?: true;
  readonly yesDestructive?: true;
  readonly yesRename?: true;
  readonly rename?: readonly string[];
}

interface ApplyFlags extends TargetFlags {
  readonly allow?: readonly Hazard[];
  readonly lockTimeout?: number;
  readonly sqlDone?: true;
  readonly sqlAgain?: true;
}

async function runGenerate(flags: GenerateFlags): Promise<void> {
  await run(flags, async (screen) => {
    const [{ generate }, { showGenerated }] = await Promise.all([
      import('../commands/generate.ts'),
      import('./show-generated.ts'),
    ]);
    const approval = approvalFrom(
      { yesAll: flags.yesAll ?? false, yesDestructive: flags.yesDestructive ?? false },
      process.env,
    );
    const ask = canAsk(screen) ? (candidate: RenameCandidate) => askRename(candidate, screen) : null;
    const renames = {
      told: flags.rename ?? [],
      acceptAll: acceptsRenames(flags.yesRename ?? false, process.env),
      ask,
    };
    const options: GenerateOptions = {
      ...surveyOptions(flags),
      save: flags.save ?? false,
      approval,
      renames,
      now: new Date(),
    };
    const generated = await generate(options, screen);
    return showGenerated(generated, screen, { sql: flags.sql ?? false, exitCode: flags.exitCode ?? false });
  });
}

/** The first Ctrl-C stops after the running statement; a second one ends the process. */
function watchInterrupts(screen: Screen): {
  readonly isInterrupted: () => boolean;
  readonly stop: () => void;
} {
  let isInterrupted = false;
  const onSignal = (): void => {
    if (isInterrupted) {
      process.stderr.write(
        'Stopped at once. The running statement may or may not take effect: `migrate status`, then `migrate resume`.\n',
      );
      process.exit(5);
    }
    isInterrupted = true;
    screen.say('Stopping after the running statement; press Ctrl-C again to stop at once.');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    isInterrupted: () => isInterrupted,
    stop: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

async function runApply(flags: ApplyFlags): Promise<void> {
  await run(flags, async (screen) => {
    const [{ apply }, { showApplied, showApplyEvent }] = await Promise.all([
      import('../commands/apply.ts'),
      import('./show-apply.ts'),
    ]);
    const interrupts = watchInterrupts(screen);
    try {
      const options: ApplyOptions = {
        ...surveyOptions(flags),
        allow: flags.allow ?? [],
        lockTimeoutSeconds: flags.lockTimeout ?? 0,
        unclearSql: flags.sqlDone === true ? 'done' : flags.sqlAgain === true ? 'again' : null,
        tell: (event) => showApplyEvent(event, screen),
        clock: () => Math.round(performance.now()),
        isInterrupted: interrupts.isInterrupted,
      };
      return showApplied(await apply(options, screen), screen);
    } finally {
      interrupts.stop();
    }
  });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give seconds, such as 30');
  return value;
}

function hazardList(text: string): readonly Hazard[] {
  const hazards = parseHazards(text);
  if (hazards === null)
    throw new InvalidArgumentError(
      'Name hazards as the plan does, with commas between: DELETES_DATA,EXPIRES_ROWS',
    );
  return hazards;
}

function generateCommand(name: string): Command {
  return addGlobals(new Command(name))
    .description('compare the code with the servers and make a plan; changes nothing on any server')
    .option('--clickhouse-url <url>', URL_HELP)
    .option('--save', 'write migrations/plan.yaml, remote_state.json and local_infra_map.json')
    .option('--sql', 'show the statements too')
    .option('--exit-code', 'exit with 2 when there are differences')
    .option(
      '--yes-destructive',
      'approve the loss of data that the plan names (also: MOOSE_ACCEPT_DESTRUCTIVE)',
    )
    .option(
      '--yes-rename',
      'take every column that looks renamed for the same column (also: MOOSE_ACCEPT_RENAME)',
    )
    .option(
      '--rename <names...>',
      'table.before=after: the column has a new name; before=after: the table has',
    )
    .option('--yes-all', 'approve every hazard of the plan (also: MOOSE_ACCEPT_ALL)')
    .action((_, command: Command) => runGenerate(command.optsWithGlobals<GenerateFlags>()));
}

function addApplyOptions(command: Command): Command {
  return addGlobals(command)
    .option('--clickhouse-url <url>', URL_HELP)
    .option(
      '--allow <codes>',
      'allow hazards that are not approved in the plan, such as DELETES_DATA',
      hazardList,
    )
    .option('--lock-timeout <seconds>', 'wait so long for another migration to end', seconds);
}

function applyCommand(): Command {
  return addApplyOptions(new Command('apply').allowExcessArguments())
    .description('run the saved plan, after checking that code and server are still those it was made from')
    .option('--resume', 'what apply does by itself with a plan that stopped halfway')
    .action((_, command: Command) => {
      refuseArguments(command);
      return runApply(command.optsWithGlobals<ApplyFlags>());
    });
}

function resumeCommand(): Command {
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
  command.error(`error: unknown command '${word}'${didYouMean(word, known)}`);
}

/** `moose migrate`, which is also the second bin, `migrate`. Without a subcommand it applies. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'plan and apply schema migrations; without a command of its own it is `apply` and takes its flags',
    )
    .addCommand(applyCommand(), { isDefault: true })
    .addCommand(generateCommand('generate'))
    .addCommand(statusCommand())
    .addCommand(resumeCommand())
    .addCommand(abandonCommand())
    .addCommand(unlockCommand());
}

/** `moose`. */
export function mooseCommand(): Command {
  const generate = new Command('generate')
    .description('generate files')
    .addCommand(generateCommand('migration'));
  return new Command('moose')
    .description('version control for ClickHouse schemas and Kafka/Redpanda topics')
    .addCommand(initCommand())
    .addCommand(migrateCommand())
    .addCommand(generate)
    .addCommand(dbCommand())
    .addCommand(logsCommand());
}

/** A reader that stops early, such as `head`, is no fault of ours. */
function leaveQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** What the user got wrong on the command line, as every other error is shown: `--json` counts wherever it stands. */
function showMisuse(error: CommanderError, argv: readonly string[]): number {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  const screen = openScreen({
    json: argv.includes('--json'),
    quiet: false,
    debug: false,
    color: !argv.includes('--no-color'),
  });
  return showError(
    new AppError('ARGUMENT_INVALID', first, {
      hint: suggestion === '' ? 'Every command has --help.' : suggestion,
    }),
    screen,
  );
}

/** Runs a command line; sets the exit code of the process and never throws for what a user can do wrong. */
export async function main(program: Command, argv: readonly string[]): Promise<void> {
  leaveQuietlyOnClosedPipe();
  program.version(TOOL_VERSION, '-V, --version');
  const visit = (command: Command): void => {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .helpOption('-h, --help', 'show this help')
      .configureOutput({ outputError: () => undefined });
    command.commands.forEach(visit);
  };
  visit(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // A command without its subcommand has shown its help.
    const isHelp = error.exitCode === 0 || error.code === 'commander.help';
    process.exitCode = isHelp ? Math.min(error.exitCode, 1) : showMisuse(error, argv);
  }
}
