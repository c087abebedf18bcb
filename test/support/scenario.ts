import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { apply, type Applied } from '../../src/commands/apply.ts';
import { type Generated, generate } from '../../src/commands/generate.ts';
import type { Talk } from '../../src/commands/talk.ts';
import { HAZARDS } from '../../src/model/operation.ts';

/** What scenario.yaml may say; every key is optional in the file. */
const SHAPE = z.strictObject({
  /** What the scenario shows, in one sentence. */
  title: z.string(),
  /** Hazards that its user approves. */
  allow: z.array(z.enum(HAZARDS)).default([]),
  /** Statements that put rows into the tables of `before`. */
  rows: z.array(z.string()).default([]),
  /** Tables whose number of rows the scenario changes on purpose. */
  loses: z.array(z.string()).default([]),
  /** Queries asked when the plan has run, and their answers as TabSeparated text. */
  check: z.array(z.object({ query: z.string(), answer: z.string() })).default([]),
  /** Exit code of generate on `after`: 0, or 4 where the plan holds refusals (which ends the scenario there). */
  exit: z.literal([0, 4]).default(0),
  /** Further lines of moose.config.toml. */
  config: z.string().default(''),
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
  /** Makes one side of the scenario the project's code. */
  use(side: 'before' | 'after'): void;
  generate(options?: { readonly save?: boolean; readonly approve?: boolean }): Promise<Generated>;
  apply(): Promise<Applied>;
  remove(): void;
}

/** Makes the project that a scenario plays in, against an open server. */
export function openScenarioProject(scenario: Scenario, clickhouseUrl: string): ScenarioProject {
  const directory = mkdtempSync(join(tmpdir(), 'moose-scenario-'));
  mkdirSync(join(directory, 'app'), { recursive: true });
  const config = ['source_dir = "app"', '[features]', 'streaming_engine = false', '[clickhouse_config]', `db_name = "${DATABASE}"`, scenario.config, ''];
  writeFileSync(join(directory, 'moose.config.toml'), config.join('\n'));
  const options = { cwd: directory, configFile: null, env: {}, clickhouseUrl };
  return {
    directory,
    use(side) {
      rmSync(join(directory, 'app'), { recursive: true, force: true });
      cpSync(join(scenario.folder, side), join(directory, 'app'), { recursive: true });
    },
    generate: ({ save = false, approve = false } = {}) =>
      generate({ ...options, save, approval: { all: approve, destructive: approve }, now: new Date('2026-01-02T03:04:05.678Z') }, SILENT),
    apply: () => apply({ ...options, allow: scenario.allow, tell: () => undefined, clock: () => 0 }, SILENT),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Compares a text with its golden file, or writes the file when UPDATE_GOLDENS is set. */
export function golden(scenario: Scenario, name: string, text: string): { readonly found: string; readonly wanted: string } {
  const file = join(scenario.folder, 'expected', name);
  if (process.env.UPDATE_GOLDENS === '1' || (!existsSync(file) && process.env.CI !== 'true')) {
    mkdirSync(join(scenario.folder, 'expected'), { recursive: true });
    writeFileSync(file, text);
  }
  return { found: text, wanted: existsSync(file) ? readFileSync(file, 'utf8') : '(there is no such golden; run npm run goldens)' };
}
