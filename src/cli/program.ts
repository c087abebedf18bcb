import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { approvalFrom, parseHazards } from '../commands/approve.ts';
import type { GenerateOptions } from '../commands/generate.ts';
import type { SurveyOptions } from '../commands/survey.ts';
import { AppError } from '../errors.ts';
import { didYouMean } from '../model/nearest-name.ts';
import type { Hazard } from '../model/operation.ts';
import { TOOL_VERSION } from '../version.ts';
import { openScreen, type Screen } from './screen.ts';
import { showError } from './show-error.ts';

interface GlobalFlags {
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
  readonly color: boolean;
  readonly config?: string;
  readonly cwd?: string;
}

interface GenerateFlags extends GlobalFlags {
  readonly save?: true;
  readonly clickhouseUrl?: string;
  readonly exitCode?: true;
  readonly sql?: true;
  readonly yesAll?: true;
  readonly yesDestructive?: true;
}

interface ApplyFlags extends GlobalFlags {
  readonly clickhouseUrl?: string;
  readonly allow?: readonly Hazard[];
}

const URL_HELP = 'target: clickhouse://user:pass@host:8123/db, http(s)://…, embedded: or embedded:PATH; without it, [clickhouse_config] of moose.config.toml';

function addGlobals(command: Command): Command {
  return command
    .option('--json', 'results as JSON')
    .option('--quiet', 'no talk, only results and errors')
    .option('--debug', 'timings of phases and causes of errors')
    .option('--config <file>', 'configuration file, instead of moose.config.toml')
    .option('--cwd <dir>', 'directory of the project, instead of the current one')
    .option('--no-color', 'no colours (also: NO_COLOR)');
}

function surveyOptions(flags: GenerateFlags | ApplyFlags): SurveyOptions {
  return {
    cwd: resolve(flags.cwd ?? process.cwd()),
    configFile: flags.config ?? null,
    env: process.env,
    clickhouseUrl: flags.clickhouseUrl ?? null,
  };
}

/** Runs a command with a screen of its own and turns what it answers or throws into the exit code. */
async function run(flags: GlobalFlags, command: (screen: Screen) => Promise<number>): Promise<void> {
  const screen = openScreen({ json: flags.json ?? false, quiet: flags.quiet ?? false, debug: flags.debug ?? false, color: flags.color });
  try {
    process.exitCode = await command(screen);
  } catch (thrown) {
    process.exitCode = showError(thrown, screen);
  } finally {
    screen.settle();
  }
}

async function runGenerate(flags: GenerateFlags): Promise<void> {
  await run(flags, async (screen) => {
    const [{ generate }, { showGenerated }] = await Promise.all([import('../commands/generate.ts'), import('./show-generated.ts')]);
    const approval = approvalFrom({ yesAll: flags.yesAll ?? false, yesDestructive: flags.yesDestructive ?? false }, process.env);
    const options: GenerateOptions = { ...surveyOptions(flags), save: flags.save ?? false, approval, now: new Date() };
    const generated = await generate(options, screen);
    return showGenerated(generated, screen, { sql: flags.sql ?? false, exitCode: flags.exitCode ?? false });
  });
}

async function runApply(flags: ApplyFlags): Promise<void> {
  await run(flags, async (screen) => {
    const [{ apply }, { showApplied, showApplyEvent }] = await Promise.all([import('../commands/apply.ts'), import('./show-apply.ts')]);
    const options = { ...surveyOptions(flags), allow: flags.allow ?? [], tell: (event: Parameters<typeof showApplyEvent>[0]) => showApplyEvent(event, screen), clock: () => Math.round(performance.now()) };
    return showApplied(await apply(options, screen), screen);
  });
}

function hazardList(text: string): readonly Hazard[] {
  const hazards = parseHazards(text);
  if (hazards === null) throw new InvalidArgumentError('Name hazards as the plan does, with commas between: DELETES_DATA,EXPIRES_ROWS');
  return hazards;
}

function generateCommand(name: string): Command {
  return addGlobals(new Command(name))
    .description('compare the code with the servers and make a plan; changes nothing on any server')
    .option('--clickhouse-url <url>', URL_HELP)
    .option('--save', 'write migrations/plan.yaml, remote_state.json and local_infra_map.json')
    .option('--sql', 'show the statements too')
    .option('--exit-code', 'exit with 2 when there are differences')
    .option('--yes-destructive', 'approve the loss of data that the plan names (also: MOOSE_ACCEPT_DESTRUCTIVE)')
    .option('--yes-all', 'approve every hazard of the plan (also: MOOSE_ACCEPT_ALL)')
    .action((_, command: Command) => runGenerate(command.optsWithGlobals<GenerateFlags>()));
}

function applyCommand(): Command {
  return addGlobals(new Command('apply').allowExcessArguments())
    .description('run the saved plan, after checking that code and server are still those it was made from')
    .option('--clickhouse-url <url>', URL_HELP)
    .option('--allow <codes>', 'allow hazards that are not approved in the plan, such as DELETES_DATA', hazardList)
    .action((_, command: Command) => {
      refuseArguments(command);
      return runApply(command.optsWithGlobals<ApplyFlags>());
    });
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
    .description('plan and apply schema migrations; without a command of its own it is `apply` and takes its flags')
    .addCommand(applyCommand(), { isDefault: true })
    .addCommand(generateCommand('generate'));
}

/** `moose`. */
export function mooseCommand(): Command {
  const generate = new Command('generate').description('generate files').addCommand(generateCommand('migration'));
  return new Command('moose').description('version control for ClickHouse schemas and Kafka/Redpanda topics').addCommand(migrateCommand()).addCommand(generate);
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
  const screen = openScreen({ json: argv.includes('--json'), quiet: false, debug: false, color: !argv.includes('--no-color') });
  return showError(new AppError('ARGUMENT_INVALID', first, { hint: suggestion === '' ? 'Every command has --help.' : suggestion }), screen);
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
