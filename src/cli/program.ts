import { Command, CommanderError } from 'commander';
import { acceptsRenames, approvalFrom, type Review } from '../commands/approve.ts';
import type { GenerateOptions } from '../commands/generate.ts';
import { AppError } from '../errors.ts';
import type { RenameCandidate } from '../model/rename.ts';
import { TOOL_VERSION } from '../version.ts';
import { applyCommand, resumeCommand } from './apply-command.ts';
import { askApproval } from './ask-approval.ts';
import { askRename, canAsk } from './ask-rename.ts';
import { askVersion } from './ask-version.ts';
import { checkCommand } from './check-command.ts';
import {
  addGlobals,
  BROKERS_HELP,
  REGISTRY_HELP,
  run,
  surveyOptions,
  type TargetFlags,
  URL_HELP,
} from './command-parts.ts';
import { abandonCommand, logsCommand, statusCommand, unlockCommand } from './control-commands.ts';
import { devCommand } from './dev-command.ts';
import { initCommand } from './init-command.ts';
import { kafkaCommand } from './kafka-command.ts';
import { leave } from './leave.ts';
import { dbCommand } from './pull-command.ts';
import { type FormatFlags, formatOption, reportFormat, withJson } from './report-format.ts';
import { showError } from './show-error.ts';
import { endOnBugs, screenOf, showThrown } from './tool-bug.ts';

interface GenerateFlags extends TargetFlags, FormatFlags {
  readonly save?: true;
  readonly exitCode?: true;
  readonly sql?: true;
  readonly yesAll?: true;
  readonly yesDestructive?: true;
  readonly yesRename?: true;
  readonly rename?: readonly string[];
  readonly notRenamed?: readonly string[];
  readonly dropOldVersions?: true;
  readonly autoBackfillSql: boolean;
}

async function runGenerate(flags: GenerateFlags): Promise<void> {
  await run(withJson(flags), async (screen) => {
    const format = reportFormat(flags);
    const [{ generate }, { showGenerated }, { planText }] = await Promise.all([
      import('../commands/generate.ts'),
      import('./show-generated.ts'),
      import('./show-plan.ts'),
    ]);
    let isShown = false;
    const show = (review: Review): void => {
      screen.say(planText(review, screen.err, flags.sql ?? false));
      // Once is enough where both go to the same eyes.
      isShown = process.stdout.isTTY === true && format === 'text';
    };
    const approval = approvalFrom(
      { yesAll: flags.yesAll ?? false, yesDestructive: flags.yesDestructive ?? false },
      process.env,
      (flags.save ?? false) && canAsk(screen)
        ? askApproval(screen, 'the plan is saved; apply asks again', show)
        : null,
    );
    const ask = canAsk(screen) ? (candidate: RenameCandidate) => askRename(candidate, screen) : null;
    const renames = {
      told: flags.rename ?? [],
      denied: flags.notRenamed ?? [],
      acceptAll: acceptsRenames(flags.yesRename ?? false, process.env),
      ask,
    };
    const options: GenerateOptions = {
      ...surveyOptions(flags),
      save: flags.save ?? false,
      approval,
      renames,
      versions: {
        dropAll: flags.dropOldVersions ?? false,
        backfill: flags.autoBackfillSql,
        ask: canAsk(screen) ? (item) => askVersion(item, screen) : null,
      },
      now: new Date(),
    };
    const generated = await generate(options, screen);
    return showGenerated(generated, screen, {
      format,
      sql: flags.sql ?? false,
      isShown,
      exitCode: flags.exitCode ?? false,
    });
  });
}

function generateCommand(name: string): Command {
  return addGlobals(new Command(name))
    .description('compare the code with the servers and make a plan; changes nothing on any server')
    .option('--clickhouse-url <url>', URL_HELP)
    .option('--kafka-brokers <brokers>', BROKERS_HELP)
    .option('--schema-registry-url <url>', REGISTRY_HELP)
    .option('--save', 'write migrations/plan.yaml, remote_state.json and local_infra_map.json')
    .addOption(formatOption())
    .option('--sql', 'show the statements too')
    .option(
      '--exit-code',
      'exit with 2 when there are differences; what is refused or blocked by data ends with 4 in any case',
    )
    .option(
      '--yes-destructive',
      'approve the loss of data that the plan names (also: MOOSE_ACCEPT_DESTRUCTIVE)',
    )
    .option(
      '--yes-rename',
      'take every column or table that looks renamed for the same one (also: MOOSE_ACCEPT_RENAME)',
    )
    .option(
      '--rename <names...>',
      'table.before=after: the column has a new name; before=after: the table has',
    )
    .option(
      '--not-renamed <names...>',
      'table.column, or table: it looks renamed and is not; its loss is still to be approved',
    )
    .option(
      '--drop-old-versions',
      'drop older versions of tables, once the new one is filled, and of topics; without it they stay',
    )
    .option('--no-auto-backfill-sql', 'do not fill new versions of tables from the older ones')
    .option('--yes-all', 'approve every hazard of the plan (also: MOOSE_ACCEPT_ALL)')
    .action((_, command: Command) => runGenerate(command.optsWithGlobals<GenerateFlags>()));
}

/** `moose migrate`, which is also the second bin, `migrate`. Without a subcommand it applies. */
export function migrateCommand(): Command {
  return addGlobals(new Command('migrate'))
    .description(
      'plan and apply schema migrations; without a command of its own it is `apply` and takes its flags',
    )
    .addCommand(applyCommand(), { isDefault: true })
    .addCommand(generateCommand('generate'))
    .addCommand(checkCommand())
    .addCommand(statusCommand())
    .addCommand(resumeCommand())
    .addCommand(abandonCommand())
    .addCommand(unlockCommand());
}

/** `moose`. */
export function mooseCommand(): Command {
  const generate = addGlobals(new Command('generate'))
    .description('generate files')
    .addCommand(generateCommand('migration'));
  return addGlobals(new Command('moose'))
    .description('version control for ClickHouse schemas and Kafka/Redpanda topics')
    .addCommand(initCommand())
    .addCommand(devCommand())
    .addCommand(migrateCommand())
    .addCommand(generate)
    .addCommand(dbCommand())
    .addCommand(kafkaCommand())
    .addCommand(logsCommand());
}

/** A reader that stops early, such as `head`, and a terminal that was closed are no fault of ours. */
function leaveQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/** What the user got wrong on the command line, as every other error is shown: `--json` counts wherever it stands. */
function showMisuse(error: CommanderError, argv: readonly string[]): number {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  return showError(
    new AppError('ARGUMENT_INVALID', first, {
      hint: suggestion === '' ? 'Every command has --help.' : suggestion,
    }),
    screenOf(argv),
  );
}

/** That a command was called which only holds others. */
function showLack(program: Command, argv: readonly string[]): number {
  let command = program;
  let name = program.name();
  for (const word of argv) {
    const child = command.commands.find((each) => each.name() === word);
    if (child === undefined) continue;
    command = child;
    name += ` ${word}`;
  }
  const names = command.commands.map((each) => each.name()).join(', ');
  const error = new AppError('ARGUMENT_INVALID', `${name} needs a command of its own`, {
    hint: `One of: ${names}`,
  });
  return showError(error, screenOf(argv));
}

/** Runs a command line to the end of the process; never throws for what a user can do wrong. */
export async function main(program: Command, argv: readonly string[]): Promise<never> {
  endOnBugs(argv);
  await runProgram(program, argv).catch((thrown: unknown) => {
    process.exitCode = showThrown(thrown, screenOf(argv));
  });
  return leave();
}

async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  leaveQuietlyOnClosedPipe();
  program.version(TOOL_VERSION, '-V, --version');
  const visit = (command: Command): void => {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .helpOption('-h, --help', 'show this help')
      .configureOutput({
        outputError: () => undefined,
        // Help that is there for want of a subcommand is no JSON.
        ...(argv.includes('--json') ? { writeErr: () => undefined } : {}),
      });
    command.commands.forEach(visit);
  };
  visit(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // A command without its subcommand has shown its help.
    const lacksCommand = error.code === 'commander.help' && error.exitCode !== 0;
    if (lacksCommand && argv.includes('--json')) process.exitCode = showLack(program, argv);
    else if (error.exitCode === 0 || lacksCommand) process.exitCode = Math.min(error.exitCode, 1);
    else process.exitCode = showMisuse(error, argv);
  }
}
