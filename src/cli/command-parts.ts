import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { SurveyOptions } from '../commands/survey.ts';
import { openScreen, type Screen } from './screen.ts';
import { showError } from './show-error.ts';

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
}

export const URL_HELP =
  'target: clickhouse://user:pass@host:8123/db, http(s)://…, embedded: or embedded:PATH; without it, [clickhouse_config] of moose.config.toml';

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

/** What the commands that look at a server are told. */
export function surveyOptions(flags: TargetFlags): SurveyOptions {
  return {
    cwd: resolve(flags.cwd ?? process.cwd()),
    configFile: flags.config ?? null,
    env: process.env,
    clickhouseUrl: flags.clickhouseUrl ?? null,
  };
}

/** Runs a command with a screen of its own and turns what it answers or throws into the exit code. */
export async function run(flags: GlobalFlags, command: (screen: Screen) => Promise<number>): Promise<void> {
  const screen = openScreen({
    json: flags.json ?? false,
    quiet: flags.quiet ?? false,
    debug: flags.debug ?? false,
    color: flags.color,
  });
  try {
    process.exitCode = await command(screen);
  } catch (thrown) {
    process.exitCode = showError(thrown, screen);
  } finally {
    screen.settle();
  }
}
