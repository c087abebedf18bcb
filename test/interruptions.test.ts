import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { parseDocument } from 'yaml';
import { takeLock } from '../src/apply/session.ts';
import { abandon, migrationLog, status } from '../src/commands/migration-control.ts';
import { fileJournal } from '../src/drivers/file-journal.ts';
import { migrationLock } from '../src/drivers/migration-lock.ts';
import { ownTables } from '../src/drivers/own-tables.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { type MigrationProject, migrationProject, surveyOf } from './support/migration-project.ts';
import { run } from './support/moose.ts';

const CODE = `import { type Key, OlapTable, type UInt32 } from 'moose-migrate';
interface Order { id: Key<UInt32>; buyer: string }
${['orders', 'refunds', 'visits'].map((name) => `export const ${name} = new OlapTable<Order>('${name}', { orderByFields: ['id'] });`).join('\n')}
`;
const NAMES = ['orders', 'refunds', 'visits'];
const SILENT = { phase: () => undefined, note: () => undefined };
const PLACEMENT = { cluster: null, keeperMap: false };

interface Scene {
  readonly project: MigrationProject;
  readonly database: FreshDatabase;
  tables(): Promise<readonly string[]>;
}

/** A project of three tables with a saved plan. `sql` is written into the plan by hand, behind the first table. */
async function scene(config = '', sql: string | null = null): Promise<Scene> {
  const database = await freshDatabase('halted');
  const project = migrationProject({
    'app/index.ts': CODE,
    'moose.config.toml': `source_dir = "app"\n${config}`,
  });
  await project.save(database.url);
  if (sql !== null)
    project.editPlan((document: ReturnType<typeof parseDocument>) => {
      const operations = document.get('operations');
      const raw = {
        RawSql: { sql: [sql], description: 'by hand', approved: ['UNCHECKED_SQL', 'DELETES_DATA'] },
      };
      if (typeof operations === 'object' && operations !== null && 'items' in operations)
        (operations.items as unknown[]).splice(1, 0, document.createNode(raw));
    });
  return {
    project,
    database,
    async tables() {
      const rows = await database.clickhouse.query<{ readonly name: string }>(
        `SELECT name FROM system.tables WHERE database = '${database.name}' AND NOT startsWith(name, '_moose') ORDER BY name`,
      );
      return rows.map(({ name }) => name);
    },
  };
}

const migrate = fileURLToPath(new URL('../dist/bin/migrate.js', import.meta.url));

function spawnApply({ project, database }: Scene): ChildProcess {
  if (!existsSync(migrate)) throw new Error('the command line is not built: npm run build');
  return spawn(process.execPath, [migrate, 'apply', '--clickhouse-url', database.url, '--json'], {
    cwd: project.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describeWithEngine('apply', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('ends by %s as by Ctrl-C: with its report', async (signal) => {
    const halted = await scene();
    const child = spawnApply(halted);
    let out = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (out === '') child.kill(signal);
      out += chunk.toString();
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(5);
    const lines = out.trim().split('\n');
    const last: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(last).toMatchObject({ event: 'finished', outcome: 'stopped', error: { code: 'APPLY_STOPPED' } });
    const log = await migrationLog(surveyOf(halted.project.directory, halted.database.url), 50, SILENT);
    expect(log.at(-1)).toMatchObject({ event: 'stopped', detail: 'stopped on request' });
    expect(await halted.project.apply(halted.database.url)).toMatchObject({ failure: null });
    expect(await halted.tables()).toEqual(NAMES);
  });

  it('goes on to its end when nobody reads its output any more', async () => {
    const { project, database, tables } = await scene();
    const args = ['apply', '--clickhouse-url', database.url, '--json'];
    const { code, stderr } = await run('migrate', args, { cwd: project.directory, hangUpAfter: 1 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await tables()).toEqual(NAMES);
    const { migration } = await status(surveyOf(project.directory, database.url), SILENT);
    expect(migration?.isOpen).toBe(false);
  });

  it('stops waiting for the lock when it is asked to', async () => {
    const { project, database, tables } = await scene();
    const lock = migrationLock(database.clickhouse, ownTables(database.clickhouse, PLACEMENT));
    const held = await lock.attempt({ token: randomUUID(), actor: 'ann@elsewhere', process: '' });
    expect(held.is).toBe('held');
    let asked = 0;
    const isInterrupted = (): boolean => {
      asked += 1;
      return asked > 3;
    };
    await expect(
      project.apply(database.url, { lockTimeoutSeconds: 3600, isInterrupted }),
    ).rejects.toMatchObject({ code: 'LOCK_HELD', message: expect.stringContaining('ann@elsewhere') });
    expect(await tables()).toEqual([]);
  });
});

const ENTRY = {
  migration: 'sha256:12',
  event: 'started',
  operations: [],
  statements: [],
  queryIds: [],
  actor: 'ann@build',
  detail: '',
} as const;
const FILE_STATE = '[state_config]\nstorage = "file"\n';

describeWithEngine('a journal in a file', () => {
  it('on a full disk stops apply before anything is changed, or where it is; it goes on when there is room', async () => {
    const full = fileJournal(
      '/dev/full',
      () => new Date(),
      () => Promise.resolve(),
    );
    await expect(full.append([ENTRY], null)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    const { project, database, tables } = await scene(FILE_STATE);
    const journal = join(project.directory, '.moose', 'journal.ndjson');
    const fill = (): void => {
      if (existsSync(journal)) renameSync(journal, `${journal}.kept`);
      symlinkSync('/nowhere/there/is/no/room', journal);
    };
    const makeRoom = (): void => {
      rmSync(journal);
      if (existsSync(`${journal}.kept`)) renameSync(`${journal}.kept`, journal);
    };
    mkdirSync(join(project.directory, '.moose'), { recursive: true });
    fill();
    await expect(project.apply(database.url)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', exitCode: 1 });
    expect(await tables()).toEqual([]);
    makeRoom();
    const stopped = await project.apply(database.url, {
      tell: ({ event, index }) => {
        if (event === 'step-finished' && index === 0) fill();
      },
    });
    expect(stopped).toMatchObject({ failure: { code: 'APPLY_STOPPED', cause: { code: 'FILE_UNWRITABLE' } } });
    expect(stopped.report.steps.map(({ status: end }) => end)).toEqual(['done', 'not-run', 'not-run']);
    expect(await tables()).toEqual(NAMES.slice(0, 1));
    makeRoom();
    expect(await project.apply(database.url)).toMatchObject({ failure: null, resumed: [{}] });
    expect(await tables()).toEqual(NAMES);
    expect(readFileSync(journal, 'utf8').trim().split('\n').at(-1)).toContain('"finished"');
  });

  it('takes no entry from somebody whose lock is gone, as a table does not', async () => {
    const { clickhouse } = await freshDatabase('halted');
    const lock = migrationLock(clickhouse, ownTables(clickhouse, PLACEMENT));
    const taken = await takeLock({
      lock,
      clock: () => 0,
      actor: 'ann@build',
      process: '',
      newToken: () => 'mine',
      timeoutSeconds: 0,
      patience: { seconds: 0, sleep: () => Promise.resolve(), random: () => 0, isOver: () => false },
      isGone: () => false,
      waiting: () => undefined,
      freed: () => undefined,
    });
    const { directory } = migrationProject({});
    const file = join(directory, 'journal.ndjson');
    const journal = fileJournal(
      file,
      () => new Date(),
      async (condition) => void (await clickhouse.query(`SELECT 1 WHERE ${condition}`)),
    );
    await journal.append([ENTRY], taken.lock.fence);
    await lock.free('mine', 'bob@build');
    await expect(journal.append([ENTRY], taken.lock.fence)).rejects.toThrow('lost its lock');
    expect(await journal.history(9)).toHaveLength(1);
  });
});

describeWithEngine('a table of ours that somebody drops in the middle', () => {
  it('if it is the lock: the run stops, and the next one goes on', async () => {
    const { project, database, tables } = await scene('', 'DROP TABLE IF EXISTS _moose_migrate_lock SYNC');
    const stopped = await project.apply(database.url);
    expect(stopped.failure).toMatchObject({ code: 'APPLY_STOPPED' });
    expect(stopped.report.steps.map(({ status: end }) => end).slice(2)).toEqual(['not-run', 'not-run']);
    expect(await tables()).toEqual(NAMES.slice(0, 1));
    const resumed = await project.apply(database.url, { unclearSql: 'done' });
    expect(resumed.failure).toBeNull();
    expect(await tables()).toEqual(NAMES);
  });

  it('if it is the journal: the run stops, nothing is guessed, and a new plan goes on', async () => {
    const { project, database, tables } = await scene('', 'DROP TABLE IF EXISTS _moose_migrate_journal SYNC');
    const stopped = await project.apply(database.url);
    expect(stopped.failure).toMatchObject({ code: 'APPLY_STOPPED' });
    expect(stopped.report.steps[0]?.status).toBe('done');
    expect(stopped.report.steps.map(({ status: end }) => end).slice(2)).toEqual(['not-run', 'not-run']);
    await expect(project.apply(database.url)).rejects.toMatchObject({ code: 'LIVE_DRIFTED', exitCode: 3 });
    expect(await tables()).toEqual(NAMES.slice(0, 1));
    await project.save(database.url);
    expect((await project.apply(database.url)).failure).toBeNull();
    expect(await tables()).toEqual(NAMES);
  });
});

describeWithEngine('a migration that stopped halfway', () => {
  it('and is given up is not taken up again by its own plan, and a new plan goes on', async () => {
    const { project, database, tables } = await scene();
    let finished = 0;
    const isInterrupted = (): boolean => finished > 0;
    await project.apply(database.url, {
      tell: ({ event }) => {
        if (event === 'step-finished') finished += 1;
      },
      isInterrupted,
    });
    await abandon(surveyOf(project.directory, database.url), SILENT);
    await expect(project.apply(database.url)).rejects.toMatchObject({ code: 'LIVE_DRIFTED' });
    expect(await tables()).toEqual(NAMES.slice(0, 1));
    await project.save(database.url);
    expect((await project.apply(database.url)).failure).toBeNull();
    expect(await tables()).toEqual(NAMES);
  });

  it('says with which version it was begun, where another one reads the plan differently', async () => {
    const { project, database } = await scene();
    let finished = 0;
    await project.apply(database.url, {
      tell: ({ event }) => {
        if (event === 'step-finished') finished += 1;
      },
      isInterrupted: () => finished > 0,
    });
    await database.clickhouse.execute(
      "INSERT INTO _moose_migrate_journal (at, sequence, migration, event, actor, tool) SELECT max(at) + 1, 1, 'sha256:of-another-version', 'stopped', 'bob@build', '99.1.0' FROM _moose_migrate_journal",
    );
    await expect(project.apply(database.url)).rejects.toMatchObject({
      code: 'MIGRATION_UNFINISHED',
      hint: expect.stringContaining('moose-migrate 99.1.0'),
    });
  });
});

describeWithEngine('two projects in one database', () => {
  it('know their own objects by their names, and one waits for the other', async () => {
    const { project, database, tables } = await scene('[state_config]\nproject = "shop"\n');
    expect((await project.apply(database.url)).failure).toBeNull();
    const other = migrationProject({
      'app/index.ts': CODE.replaceAll(/'(orders|refunds|visits)'/g, "'other_$1'"),
      'moose.config.toml': 'source_dir = "app"\n[state_config]\nproject = "billing"\n',
    });
    const { plan } = await other.save(database.url);
    expect(plan.operations.map(({ kind }) => kind)).toEqual(['CreateTable', 'CreateTable', 'CreateTable']);
    let finished = 0;
    const halted = await other.apply(database.url, {
      tell: ({ event }) => {
        if (event === 'step-finished') finished += 1;
      },
      isInterrupted: () => finished > 0,
    });
    expect(halted.report.outcome).toBe('stopped');
    project.write('app/index.ts', CODE.replace('buyer: string', 'buyer: string; note: string'));
    await expect(project.save(database.url)).rejects.toMatchObject({ code: 'MIGRATION_UNFINISHED' });
    expect((await other.apply(database.url)).failure).toBeNull();
    await project.save(database.url);
    expect((await project.apply(database.url)).failure).toBeNull();
    expect(await tables()).toEqual([...NAMES, ...NAMES.map((name) => `other_${name}`)].sort());
    expect(await other.apply(database.url)).toMatchObject({ failure: null, report: { steps: [] } });
  });
});
