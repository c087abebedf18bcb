import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Applied, apply } from '../../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../../src/commands/decide-versions.ts';
import { type Generated, generate } from '../../src/commands/generate.ts';
import type { Talk } from '../../src/commands/talk.ts';
import type { IgnoredOperation } from '../../src/diff/ignore.ts';
import { HAZARDS, type Hazard } from '../../src/model/operation.ts';
import { readConfig } from '../../src/project/config/read-config.ts';
import { QUIET_APPLY } from './apply-options.ts';

/** What scenario.yaml may say; every key but the title is optional in the file. */
const SHAPE = z.strictObject({
  /** What the scenario shows, in one sentence. */
  title: z.string(),
  /** Exactly the hazards of its plan, which its user allows. */
  allow: z.array(z.enum(HAZARDS)).default([]),
  /** Statements that put rows into the tables of `before`. */
  rows: z.array(z.string()).default([]),
  /** Addresses of the tables whose number of rows the scenario changes on purpose. */
  loses: z.array(z.string()).default([]),
  /** Statements that put rows in when the plan has run, before it is asked what is there. */
  afterwards: z.array(z.string()).default([]),
  /** Queries asked when the plan has run, and their answers: values between tabs, a row a line. */
  check: z.array(z.strictObject({ query: z.string(), answer: z.string() })).default([]),
  /** Exit code of the migration: 0, or 4 where the plan holds refusals (which ends the scenario there). */
  exit: z.literal([0, 4]).default(0),
  /** Further lines of moose.config.toml, for both sides or for each. */
  config: z
    .union([
      z.string().transform((both) => ({ before: both, after: both })),
      z.strictObject({ before: z.string(), after: z.string() }),
    ])
    .default({ before: '', after: '' }),
  /** Columns and tables that look renamed and are not, as `--not-renamed` names them. */
  not_renamed: z.array(z.string()).default([]),
  /** Operations written by hand: they take the place of those in plan.yaml, as a reviewer would edit it. */
  operations: z.array(z.record(z.string(), z.unknown())).nullable().default(null),
});

export type Scenario = z.infer<typeof SHAPE> & { readonly folder: string };

/** Reads a scenario's folder. */
export function readScenario(folder: string): Scenario {
  const file = join(folder, 'scenario.yaml');
  return { ...SHAPE.parse(parse(readFileSync(file, 'utf8'))), folder };
}

/** The database of every scenario: plans name it, so it must be the same in each run. */
export const DATABASE = 'local';

const SILENT: Talk = { phase: () => undefined, note: () => undefined };

/** A project folder of a scenario, and the commands run in it. */
export interface ScenarioProject {
  readonly directory: string;
  /** Where its plan and its snapshots stand. */
  readonly migrations: string;
  /** Makes one side of the scenario the project's code. */
  use(side: 'before' | 'after'): void;
  generate(options?: { readonly save?: boolean; readonly approve?: boolean }): Promise<Generated>;
  apply(allow: readonly Hazard[]): Promise<Applied>;
  /** The differences that its configuration ignores. */
  ignored(): Promise<readonly IgnoredOperation[]>;
  remove(): void;
}

/** Makes the project that a scenario plays in, against an open server. */
export function openScenarioProject(scenario: Scenario, clickhouseUrl: string): ScenarioProject {
  const directory = mkdtempSync(join(tmpdir(), 'moose-scenario-'));
  const options = { cwd: directory, configFile: null, env: {}, clickhouseUrl, kafkaBrokers: null };
  let side: 'before' | 'after' = 'before';
  return {
    directory,
    migrations: join(directory, 'migrations'),
    use(used) {
      side = used;
      const config = [
        'source_dir = "app"',
        '[features]',
        'streaming_engine = false',
        '[clickhouse_config]',
        `db_name = "${DATABASE}"`,
        scenario.config[side],
        '',
      ];
      writeFileSync(join(directory, 'moose.config.toml'), config.join('\n'));
      rmSync(join(directory, 'app'), { recursive: true, force: true });
      cpSync(join(scenario.folder, side), join(directory, 'app'), { recursive: true });
    },
    generate: ({ save = false, approve = false } = {}) =>
      generate(
        {
          ...options,
          save,
          approval: { all: approve, destructive: approve, ask: null },
          versions: KEEP_VERSIONS,
          renames: {
            told: [],
            denied: save && side === 'after' ? scenario.not_renamed : [],
            acceptAll: false,
            ask: null,
          },
          now: new Date('2026-01-02T03:04:05.678Z'),
        },
        SILENT,
      ),
    apply: (allow) => apply({ ...options, ...QUIET_APPLY, allow }, SILENT),
    ignored: async () => (await readConfig({ ...options, mode: 'prod' })).config.migration.ignoreOperations,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Compares a text with its golden file, or writes the file when UPDATE_GOLDENS is set. */
export function golden(
  scenario: Scenario,
  name: string,
  text: string,
): { readonly found: string; readonly wanted: string } {
  const file = join(scenario.folder, 'expected', name);
  if (process.env.UPDATE_GOLDENS === '1') {
    mkdirSync(join(scenario.folder, 'expected'), { recursive: true });
    writeFileSync(file, text);
  }
  return {
    found: text,
    wanted: existsSync(file) ? readFileSync(file, 'utf8') : '(there is no such golden; run npm run goldens)',
  };
}
