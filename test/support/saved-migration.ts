import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../../src/commands/decide-versions.ts';
import { type GenerateOptions, generate } from '../../src/commands/generate.ts';
import type { Talk } from '../../src/commands/talk.ts';
import { QUIET_APPLY } from './apply-options.ts';
import { type FreshDatabase, freshDatabase } from './engine.ts';

export const SILENT: Talk = { phase: () => undefined, note: () => undefined };

/** A project with a migration that is saved and not applied. */
export interface SavedMigration {
  readonly directory: string;
  readonly database: FreshDatabase;
  /** Of `migrations/`, as they were written. */
  readonly files: Readonly<Record<'plan.yaml' | 'remote_state.json' | 'local_infra_map.json', string>>;
  readonly code: string;
  /** Puts files and code back as they were. */
  restore(): void;
  write(file: string, text: string): void;
  read(file: string): string;
}

const FILES = ['plan.yaml', 'remote_state.json', 'local_infra_map.json'] as const;
const made: string[] = [];

afterAll(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** How these migrations are planned: everything is approved, nothing is asked. */
export function generateOptions(directory: string, url: string): GenerateOptions {
  return {
    cwd: directory,
    configFile: null,
    env: {},
    clickhouseUrl: url,
    kafkaBrokers: null,
    save: true,
    approval: { all: true, destructive: true, ask: null },
    renames: { told: [], denied: [], acceptAll: false, ask: null },
    versions: KEEP_VERSIONS,
    now: new Date(0),
  };
}

/** Brings a database into the state of `before`, then saves the plan to `after`. */
export async function savedMigration(
  setUp: readonly string[],
  before: string,
  after: string,
): Promise<SavedMigration> {
  const directory = mkdtempSync(join(tmpdir(), 'moose-saved-'));
  made.push(directory);
  const database = await freshDatabase('saved');
  const write = (file: string, text: string): void => writeFileSync(join(directory, file), text);
  const read = (file: string): string => readFileSync(join(directory, file), 'utf8');
  mkdirSync(join(directory, 'app'));
  write('moose.config.toml', 'source_dir = "app"\n');
  for (const statement of setUp) await database.clickhouse.execute(statement);
  const options = generateOptions(directory, database.url);
  write('app/index.ts', before);
  await generate(options, SILENT);
  await apply({ ...options, ...QUIET_APPLY }, SILENT);
  write('app/index.ts', after);
  await generate(options, SILENT);
  const files = Object.fromEntries(
    FILES.map((name) => [name, read(`migrations/${name}`)]),
  ) as SavedMigration['files'];
  return {
    directory,
    database,
    files,
    code: after,
    write,
    read,
    restore() {
      write('app/index.ts', after);
      for (const name of FILES) write(`migrations/${name}`, files[name]);
    },
  };
}
