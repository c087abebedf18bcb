import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { parseDocument } from 'yaml';
import { type Applied, type ApplyOptions, apply } from '../../src/commands/apply.ts';
import { KEEP_VERSIONS, type VersionChoices } from '../../src/commands/decide-versions.ts';
import { type Generated, generate } from '../../src/commands/generate.ts';
import { QUIET_APPLY } from './apply-options.ts';

/** A project in a folder of its own, which applies in this process. The folder is removed when the test file ends. */
export interface MigrationProject {
  readonly directory: string;
  write(file: string, text: string): void;
  /** Makes a plan for a target and saves it, everything approved. `renames` are told as `--rename` takes them. */
  save(url: string, renames?: readonly string[], versions?: VersionChoices): Promise<Generated>;
  apply(url: string, more?: Partial<ApplyOptions>): Promise<Applied>;
  editPlan(change: (document: ReturnType<typeof parseDocument>) => void): void;
}

const SILENT = { phase: () => undefined, note: () => undefined };
const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What the commands are told of a project's folder and a target. */
export function surveyOf(directory: string, url: string) {
  return { cwd: directory, configFile: null, env: {}, clickhouseUrl: url, kafkaBrokers: null } as const;
}

/** Makes a project of these files; moose.config.toml is there unless it is among them. */
export function migrationProject(files: Readonly<Record<string, string>>): MigrationProject {
  const directory = mkdtempSync(join(tmpdir(), 'moose-migration-'));
  made.push(directory);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  write('moose.config.toml', 'source_dir = "app"\n');
  for (const [file, text] of Object.entries(files)) write(file, text);
  return {
    directory,
    write,
    save: (url, renames = [], versions = KEEP_VERSIONS) =>
      generate(
        {
          ...surveyOf(directory, url),
          save: true,
          approval: { all: true, destructive: true, ask: null },
          renames: { told: renames, denied: [], acceptAll: false, ask: null },
          versions,
          now: new Date(0),
        },
        SILENT,
      ),
    apply: (url, more = {}) => apply({ ...surveyOf(directory, url), ...QUIET_APPLY, ...more }, SILENT),
    editPlan(change) {
      const file = join(directory, 'migrations', 'plan.yaml');
      const document = parseDocument(readFileSync(file, 'utf8'));
      change(document);
      writeFileSync(file, document.toString());
    },
  };
}
