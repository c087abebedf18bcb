import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { apply } from '../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { generate } from '../src/commands/generate.ts';
import type { Talk } from '../src/commands/talk.ts';
import type { Operation } from '../src/model/operation.ts';
import { reachesOut } from '../src/rehearse/reach.ts';
import { neverThere, unloadedAmong } from '../src/rehearse/unloaded.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { migrationProject } from './support/migration-project.ts';

const SILENT: Talk = { phase: () => undefined, note: () => undefined };
const example = fileURLToPath(new URL('../examples/web-analytics/app', import.meta.url));
const NO_RENAMES = { told: [], denied: [], acceptAll: false, ask: null };
const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** The example project against a database of its own. */
async function exampleProject(): Promise<{ readonly directory: string; readonly database: FreshDatabase }> {
  const directory = mkdtempSync(join(tmpdir(), 'moose-rehearse-'));
  made.push(directory);
  mkdirSync(join(directory, 'app'));
  cpSync(example, join(directory, 'app'), { recursive: true });
  writeFileSync(join(directory, 'moose.config.toml'), 'source_dir = "app"\n');
  return { directory, database: await freshDatabase('rehearse') };
}

function edit(directory: string, file: string, from: string, to: string): void {
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

const options = (directory: string, url: string) => ({
  cwd: directory,
  configFile: null,
  env: {},
  clickhouseUrl: url,
  kafkaBrokers: null,
});

function plan(directory: string, url: string, save: boolean): ReturnType<typeof generate> {
  return generate(
    {
      ...options(directory, url),
      save,
      approval: { all: true, destructive: true, ask: null },
      versions: KEEP_VERSIONS,
      renames: NO_RENAMES,
      now: new Date(0),
    },
    SILENT,
  );
}

function run(directory: string, url: string): ReturnType<typeof apply> {
  return apply({ ...options(directory, url), ...QUIET_APPLY }, SILENT);
}

describeWithEngine('rehearsal', () => {
  it('gives a plan a receipt for exactly its operations', async () => {
    const { directory, database } = await exampleProject();
    const { rehearsed } = await plan(directory, database.url, true);
    expect(rehearsed).toMatchObject({ is: 'rehearsed', outcome: 'reached-desired' });
    const applied = await run(directory, database.url);
    expect(applied.report.outcome).toBe('applied');
  });

  it('refuses a plan that a view of somebody else stands in the way of, and writes nothing', async () => {
    const { directory, database } = await exampleProject();
    await plan(directory, database.url, true);
    await run(directory, database.url);
    await database.clickhouse.execute(
      'CREATE TABLE others (element String) ENGINE = MergeTree ORDER BY element',
    );
    await database.clickhouse.execute(
      'CREATE MATERIALIZED VIEW theirs TO others AS SELECT element FROM clicks',
    );
    const before = readFileSync(join(directory, 'migrations', 'plan.yaml'), 'utf8');
    edit(directory, 'app/rows.ts', '  element: string;\n', '');
    await expect(plan(directory, database.url, true)).rejects.toMatchObject({
      code: 'REHEARSAL_FAILED',
      problems: [
        {
          message: expect.stringMatching(
            /DropTableColumn .*column\/element: .*\n {2}ALTER TABLE .*DROP COLUMN `element`;/,
          ),
        },
      ],
    });
    expect(readFileSync(join(directory, 'migrations', 'plan.yaml'), 'utf8')).toBe(before);
  });

  it('shows where an edited plan ends instead, as a diff, and changes nothing', async () => {
    const { directory, database } = await exampleProject();
    await plan(directory, database.url, true);
    const file = join(directory, 'migrations', 'plan.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    document.setIn(['operations', 0, 'CreateTable', 'table', 'columns', 4, 'data_type'], 'UInt64');
    writeFileSync(file, document.toString());
    await expect(run(directory, database.url)).rejects.toMatchObject({
      code: 'REHEARSAL_FAILED',
      problems: [
        { message: expect.stringMatching(/clicks\n[\s\S]*-.*`element` UInt64[\s\S]*\+.*`element` String/) },
      ],
    });
    const left = await database.clickhouse.query<{ readonly name: string }>(
      `SELECT name FROM system.tables WHERE database = '${database.name}' AND NOT startsWith(name, '_moose')`,
    );
    expect(left).toEqual([]);
  });

  it('proves a backfill written by hand together with the rest', async () => {
    const { directory, database } = await exampleProject();
    await plan(directory, database.url, true);
    const file = join(directory, 'migrations', 'plan.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    const sql =
      "INSERT INTO sites (site, name, owner, plan, updatedAt) VALUES ('a', 'A', 'ann', 'free', now())";
    document.addIn(
      ['operations'],
      document.createNode({ RawSql: { sql: [sql], description: 'First site', approved: ['UNCHECKED_SQL'] } }),
    );
    writeFileSync(file, document.toString());
    const applied = await run(directory, database.url);
    expect(applied.report.outcome).toBe('applied');
    expect(await database.clickhouse.query('SELECT owner FROM sites')).toEqual([{ owner: 'ann' }]);
  });

  it('loads a table that has arguments of its engine and no key', async () => {
    const database = await freshDatabase('keyless');
    const code = (
      extra: string,
    ) => `import { ClickHouseEngines, OlapTable, type UInt64 } from 'moose-migrate';
interface Draft { id: UInt64; edits: UInt64 }
interface Note { id: UInt64; text: string;${extra} }
export const drafts = new OlapTable<Draft>('drafts', { engine: ClickHouseEngines.ReplacingMergeTree, ver: 'edits', orderByExpression: 'tuple()' });
export const notes = new OlapTable<Note>('notes', { orderByFields: ['id'] });
`;
    const project = migrationProject({ 'app/index.ts': code('') });
    await project.save(database.url);
    await project.apply(database.url);
    project.write('app/index.ts', code(' writer: string;'));
    const { plan, notes } = await project.save(database.url);
    expect(plan.operations.map(({ kind, because }) => [kind, because])).toEqual([
      ['AddTableColumn', `${database.name}.notes/column/writer`],
    ]);
    expect(notes.filter((note) => note.includes('drafts'))).toEqual([]);
  });

  it('says the cost that the engine showed', async () => {
    const { directory, database } = await exampleProject();
    await plan(directory, database.url, true);
    await run(directory, database.url);
    edit(directory, 'app/rows.ts', 'readyAfter: UInt16', 'readyAfter: UInt64');
    edit(
      directory,
      'app/rows.ts',
      '  path: string;\n',
      '  path: string;\n  /** Of the browser window, in pixels. */\n  width?: UInt16;\n',
    );
    const generated = await plan(directory, database.url, false);
    expect(generated.plan.operations.map(({ kind, cost }) => [kind, cost.class])).toEqual([
      ['AddTableColumn', 'metadata'],
      ['ModifyTableColumn', 'mutation'],
    ]);
  });
});

it('never runs SQL that reaches out of the engine', () => {
  expect(reachesOut("INSERT INTO a SELECT * FROM s3('https://data.example/x', 'CSV')")).toBe(true);
  expect(reachesOut('SYSTEM RELOAD DICTIONARIES')).toBe(true);
  expect(reachesOut("INSERT INTO a SELECT url, 's3(' FROM b")).toBe(false);
});

it('holds nothing against a plan that was never there and that it does not touch', () => {
  const error = { code: 42, name: 'NUMBER_OF_ARGUMENTS_DOESNT_MATCH', message: 'too few' };
  const errors = new Map(['local.a', 'local.b', 'local.c'].map((address) => [address, error]));
  const mismatches = ['local.a', 'local.b', 'local.d'].map((address) => ({
    address,
    reached: null,
    desired: 'CREATE',
  }));
  const operation: Operation = {
    kind: 'DropTableColumn',
    column: 'n',
    target: { database: 'local', name: 'b', cluster: null },
    because: 'local.b/column/n',
    hazards: [],
    cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
    approved: [],
    checks: [],
  };
  expect(neverThere(mismatches, [operation], errors)).toEqual([{ address: 'local.a', error }]);
  expect(unloadedAmong(['local.b/column/n'], errors)).toEqual([{ address: 'local.b', error }]);
});
