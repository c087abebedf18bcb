import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { SurveyOptions } from '../commands/survey.ts';
import { endOnSignals, shieldProcess } from './leave.ts';
import { openScreen, type Screen } from './screen.ts';
import { showBugsOn, showThrown } from './tool-bug.ts';

/** Flags that every command has. */
export interface GlobalFlags {
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
  readonly color: boolean;
  readonly config?: string;
  readonly cwd?: string;
}

/** Flags of the commands that look at a server. */
export interface TargetFlags extends GlobalFlags {
  readonly clickhouseUrl?: string;
  readonly kafkaBrokers?: string;
  readonly schemaRegistryUrl?: string;
}

export const URL_HELP =
  'target: clickhouse://user:pass@host:8123/db, http(s)://…, embedded: or embedded:PATH; without it, MOOSE_CLICKHOUSE_CONFIG__URL, or [clickhouse_config] of moose.config.toml';

export const BROKERS_HELP =
  'brokers of Kafka or Redpanda, host:port with commas between; without it, broker in [redpanda_config]';

export const REGISTRY_HELP =
  'schema registry, https://user:pass@host; without it, schema_registry_url in [redpanda_config]';

/** Adds the flags that every command has. */
export function addGlobals(command: Command): Command {
  return command
    .option('--json', 'results as JSON')
    .option('--quiet', 'no talk, only results and errors')
    .option('--debug', 'timings of phases and causes of errors')
    .option('--config <file>', 'configuration file, instead of moose.config.toml')
    .option('--cwd <dir>', 'directory of the project, instead of the current one')
    .option('--no-color', 'no colours (also: NO_COLOR)');
}

/** A flag that stands for one key of the configuration is a variable that overrides it. */
function environment({ schemaRegistryUrl }: TargetFlags): SurveyOptions['env'] {
  if (schemaRegistryUrl === undefined) return process.env;
  return { ...process.env, MOOSE_REDPANDA_CONFIG__SCHEMA_REGISTRY_URL: schemaRegistryUrl };
}

/** What the commands that look at a server are told. */
export function surveyOptions(flags: TargetFlags): SurveyOptions {
  return {
    cwd: resolve(flags.cwd ?? process.cwd()),
    configFile: flags.config ?? null,
    env: environment(flags),
    clickhouseUrl: flags.clickhouseUrl ?? null,
    kafkaBrokers: flags.kafkaBrokers ?? null,
  };
}

/**
 * Runs a command with a screen of its own and turns what it answers or throws into the exit code.
 *
 * @param signals `end` leaves at once on Ctrl-C; `own` where the command knows better
 */
export async function run(
  flags: GlobalFlags,
  command: (screen: Screen) => Promise<number>,
  signals: 'end' | 'own' = 'end',
): Promise<void> {
  const screen = openScreen({
    json: flags.json ?? false,
    quiet: flags.quiet ?? false,
    debug: flags.debug ?? false,
    color: flags.color,
  });
  showBugsOn(screen);
  shieldProcess();
  const ignoreSignals = signals === 'end' ? endOnSignals(screen.settle) : () => undefined;
  try {
    process.exitCode = await command(screen);
  } catch (thrown) {
    process.exitCode = showThrown(thrown, screen);
  } finally {
    screen.settle();
    ignoreSignals();
  }
}
