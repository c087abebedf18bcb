import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { keepLock, takeLock } from '../src/apply/session.ts';
import { type ApplyOptions, apply } from '../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { generate } from '../src/commands/generate.ts';
import { abandon, followLog, migrationLog, status } from '../src/commands/migration-control.ts';
import type { ClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { clickHouseJournal } from '../src/drivers/journal-store.ts';
import { type LockAttempt, type MigrationLock, migrationLock } from '../src/drivers/migration-lock.ts';
import { ownTables } from '../src/drivers/own-tables.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';

const ONE_SERVER = { cluster: null, keeperMap: false };

function lockOn(clickhouse: ClickHouse): MigrationLock {
  return migrationLock(clickhouse, ownTables(clickhouse, ONE_SERVER));
}

const claim = (lock: MigrationLock, token: string, actor: string): Promise<LockAttempt> =>
  lock.attempt({ token, actor, process: '' });

const SILENT = { phase: () => undefined, note: () => undefined };
const root = fileURLToPath(new URL('..', import.meta.url));
const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

interface Fixture {
  readonly directory: string;
  readonly database: FreshDatabase;
  save(): Promise<number>;
  apply(more?: Partial<ApplyOptions>): ReturnType<typeof apply>;
  edit(change: (document: ReturnType<typeof parseDocument>) => void): void;
}

/** The example project with a saved plan of eight steps. */
async function fixture(): Promise<Fixture> {
  const directory = mkdtempSync(join(tmpdir(), 'moose-resume-'));
  made.push(directory);
  mkdirSync(join(directory, 'app'));
  cpSync(join(root, 'examples/web-analytics/app'), join(directory, 'app'), { recursive: true });
  writeFileSync(join(directory, 'moose.config.toml'), 'source_dir = "app"\n');
  const database = await freshDatabase('resume');
  const options = {
    cwd: directory,
    configFile: null,
    env: {},
    clickhouseUrl: database.url,
    kafkaBrokers: null,
  };
  const project: Fixture = {
    directory,
    database,
    async save() {
      const { plan } = await generate(
        {
          ...options,
          save: true,
          approval: { all: true, destructive: true, ask: null },
          versions: KEEP_VERSIONS,
          renames: { told: [], denied: [], acceptAll: false, ask: null },
          now: new Date(0),
        },
        SILENT,
      );
      return plan.operations.length;
    },
    apply: (more = {}) => apply({ ...options, ...QUIET_APPLY, ...more }, SILENT),
    edit(change) {
      const file = join(directory, 'migrations', 'plan.yaml');
      const document = parseDocument(readFileSync(file, 'utf8'));
      change(document);
      writeFileSync(file, document.toString());
    },
  };
  await project.save();
  return project;
}

const surveyOptions = ({ directory, database }: Fixture) => ({
  cwd: directory,
  configFile: null,
  env: {},
  clickhouseUrl: database.url,
  kafkaBrokers: null,
});

async function tables({ database }: Fixture): Promise<readonly string[]> {
  const rows = await database.clickhouse.query<{ readonly name: string }>(
    `SELECT name FROM system.tables WHERE database = '${database.name}' AND NOT startsWith(name, '_moose') ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

/** Stops after so many steps, as Ctrl-C does. */
function stopAfter(steps: number): Partial<ApplyOptions> {
  let finished = 0;
  return {
    tell: ({ event }) => {
      if (event === 'step-finished') finished += 1;
    },
    isInterrupted: () => finished >= steps,
  };
}

const ALL = [
  'clicks',
  'count_views',
  'count_visitors',
  'daily_views',
  'daily_visitors',
  'page_views',
  'sites',
  'yesterday',
];

describeWithEngine('a migration that stops halfway', () => {
  it.each([1, 4, 7])(
    'after %i steps is finished by applying again, and nothing runs twice',
    async (steps) => {
      const project = await fixture();
      const stopped = await project.apply(stopAfter(steps));
      expect(stopped.report.outcome).toBe('stopped');
      expect((await status(surveyOptions(project), SILENT)).migration?.isOpen).toBe(true);
      expect(await tables(project)).toHaveLength(steps);
      const resumed = await project.apply();
      expect(resumed.failure).toBeNull();
      expect(resumed.resumed).toHaveLength(steps);
      expect(resumed.report.steps).toHaveLength(ALL.length - steps);
      expect(await tables(project)).toEqual(ALL);
      expect((await status(surveyOptions(project), SILENT)).migration?.isOpen).toBe(false);
      expect((await project.apply()).report.outcome).toBe('already-applied');
    },
  );

  it('keeps a different plan out until it is resumed or given up', async () => {
    const project = await fixture();
    await project.apply(stopAfter(2));
    const rows = join(project.directory, 'app', 'rows.ts');
    const text = readFileSync(rows, 'utf8');
    writeFileSync(rows, text.replace('  element: string;\n', '  element: string;\n  label: string;\n'));
    const lock = lockOn(project.database.clickhouse);
    await claim(lock, 'at-work', 'ann@elsewhere');
    await expect(project.save()).rejects.toMatchObject({
      code: 'LOCK_HELD',
      message: expect.stringContaining('is running: ann@elsewhere'),
      hint: expect.not.stringMatching(/resume|abandon/),
    });
    await lock.free('at-work', 'ann@elsewhere');
    await expect(project.save()).rejects.toMatchObject({ code: 'MIGRATION_UNFINISHED' });
    writeFileSync(rows, text);
    project.edit((document) => document.deleteIn(['operations', 0]));
    await expect(project.apply()).rejects.toMatchObject({ code: 'MIGRATION_UNFINISHED' });
    await abandon(surveyOptions(project), SILENT);
    await project.save();
    expect((await project.apply()).failure).toBeNull();
    await expect(abandon(surveyOptions(project), SILENT)).rejects.toMatchObject({
      code: 'MIGRATION_UNKNOWN',
    });
  });

  it('shows as done what a later run found done, though its own end was never written down', async () => {
    const project = await fixture();
    await project.apply(stopAfter(3));
    const { clickhouse } = project.database;
    const states = async () =>
      (await status(surveyOptions(project), SILENT)).steps.map(({ state, detail }) => `${state} ${detail}`);
    // As after a kill: it was sent, and did its work.
    await clickhouse.execute(
      "DELETE FROM _moose_migrate_journal WHERE event = 'stopped' OR event = 'step-done' AND at = (SELECT max(at) FROM _moose_migrate_journal WHERE event = 'step-done')",
    );
    expect(await states()).toEqual(['step-done ', 'step-done ', 'step-sent ']);
    expect((await project.apply()).failure).toBeNull();
    const after = await states();
    expect(after).toHaveLength(ALL.length);
    expect(after.filter((state) => state !== 'step-done ')).toEqual(['step-done found done by a later run']);
  });

  it('is told of a statement that still runs, though nobody waits for it any more', async () => {
    const project = await fixture();
    await project.apply(stopAfter(1));
    const { clickhouse } = project.database;
    const journal = clickHouseJournal(clickhouse, ownTables(clickhouse, ONE_SERVER));
    const { at: _at, tool: _tool, ...done } = (await journal.newest())?.entries[2] ?? expect.fail('no entry');
    const queryIds = [`still-${randomUUID()}`];
    await journal.append([{ ...done, event: 'step-sent', queryIds }], null);
    expect((await status(surveyOptions(project), SILENT)).isRunning).toBe(false);
    const running = clickhouse.execute(
      'SELECT sleepEachRow(0.5) FROM numbers(12) SETTINGS max_block_size = 1',
      {
        queryId: queryIds[0] ?? '',
      },
    );
    await sleep(300);
    expect((await status(surveyOptions(project), SILENT)).isRunning).toBe(true);
    const notes: string[] = [];
    await abandon(surveyOptions(project), { ...SILENT, note: (words) => void notes.push(words) });
    expect(notes.join()).toContain('still runs');
    await running;
  });

  it('is named as the way out when the code has moved on', async () => {
    const project = await fixture();
    await project.apply(stopAfter(2));
    const rows = join(project.directory, 'app', 'rows.ts');
    const text = readFileSync(rows, 'utf8');
    writeFileSync(rows, text.replace('  element: string;\n', '  element: string;\n  label: string;\n'));
    await expect(project.apply()).rejects.toMatchObject({
      code: 'PLAN_STALE',
      hint: expect.stringMatching(/migrate resume.*migrate abandon/),
    });
  });

  it('is not taken for halfway when something else changed', async () => {
    const project = await fixture();
    await project.apply(stopAfter(3));
    await project.database.clickhouse.execute('ALTER TABLE clicks ADD COLUMN surprise UInt8');
    await expect(project.apply()).rejects.toMatchObject({
      code: 'LIVE_DRIFTED',
      hint: expect.stringContaining('abandon'),
    });
  });

  it('does not run hand-written SQL again that has run', async () => {
    const project = await fixture();
    project.edit((document) => {
      const sql = [
        "INSERT INTO sites (site, name, owner, plan, updatedAt) VALUES ('a', 'A', 'ann', 'free', now())",
      ];
      document.addIn(
        ['operations'],
        document.createNode({ RawSql: { sql, description: 'First site', approved: ['UNCHECKED_SQL'] } }),
      );
      document.addIn(
        ['operations'],
        document.createNode({
          RawSql: {
            sql: ['SELECT throwIf(count() > 0) FROM gate'],
            description: 'The gate is open',
            approved: ['UNCHECKED_SQL'],
          },
        }),
      );
    });
    // A rehearsal has the definitions and no rows: there the gate is open.
    await project.database.clickhouse.execute(
      'CREATE TABLE gate ENGINE = MergeTree ORDER BY a AS SELECT 1 AS a',
    );
    const stopped = await project.apply();
    expect(stopped.report.steps.map(({ status: state }) => state).slice(-2)).toEqual(['done', 'failed']);
    await project.database.clickhouse.execute('TRUNCATE TABLE gate');
    const resumed = await project.apply();
    expect(resumed.failure).toBeNull();
    expect(await project.database.clickhouse.query('SELECT site FROM sites ORDER BY site')).toEqual([
      { site: 'a' },
    ]);
  });

  it('writes down every step before it is sent and after it ended', async () => {
    const project = await fixture();
    await project.apply(stopAfter(1));
    const log = await migrationLog(surveyOptions(project), 200, SILENT);
    expect(log.map(({ event }) => event)).toEqual(['started', 'step-sent', 'step-done', 'stopped']);
    const [, sent] = log;
    expect(sent?.statements[0]).toContain('CREATE TABLE');
    expect(sent?.queryIds[0]).toMatch(/^moose-[0-9a-f]{12}-[0-9a-f]{12}-1-[0-9a-f]{8}\.0$/);
  });

  it('follows the log: what comes later is shown, and nothing twice', async () => {
    const project = await fixture();
    const seen: string[][] = [];
    const show = (entries: readonly { readonly event: string }[]) =>
      void seen.push(entries.map(({ event }) => event));
    let rounds = 0;
    await followLog(surveyOptions(project), 200, SILENT, show, async () => {
      rounds += 1;
      if (rounds === 1) await project.apply(stopAfter(1));
      if (rounds === 2) await abandon(surveyOptions(project), SILENT);
      return rounds < 4;
    });
    expect(seen).toEqual([['started', 'step-sent', 'step-done', 'stopped'], ['abandoned']]);
  });

  it('follows the log through a burst that is longer than what was asked for', async () => {
    const project = await fixture();
    await project.apply(stopAfter(1));
    const { clickhouse } = project.database;
    const journal = clickHouseJournal(clickhouse, ownTables(clickhouse, ONE_SERVER));
    const [newest] = await journal.history(1);
    const burst = Array.from({ length: 120 }, (_, place) => `entry ${place}`);
    const seen: string[] = [];
    const show = (entries: readonly { readonly detail: string }[]) =>
      void seen.push(...entries.map(({ detail }) => detail));
    let rounds = 0;
    await followLog(surveyOptions(project), 1, SILENT, show, async () => {
      rounds += 1;
      const { at: _at, tool: _tool, ...entry } = newest ?? expect.fail('nothing was written down');
      if (rounds === 1)
        await journal.append(
          burst.map((detail) => ({ ...entry, detail })),
          null,
        );
      return rounds < 3;
    });
    expect(seen).toEqual([newest?.detail, ...burst]);
  });

  it('does not follow the log of an embedded database, which nobody else could write', async () => {
    const project = await fixture();
    const options = { ...surveyOptions(project), clickhouseUrl: 'embedded:here' };
    const following = followLog(
      options,
      1,
      SILENT,
      () => undefined,
      async () => false,
    );
    await expect(following).rejects.toMatchObject({ code: 'TARGET_INVALID' });
    expect(existsSync(join(project.directory, 'here'))).toBe(false);
  });
});

const cli = join(root, 'dist', 'bin', 'migrate.js');

function spawnApply({ directory, database }: Fixture): ChildProcess {
  return spawn(
    process.execPath,
    [cli, 'apply', '--clickhouse-url', database.url, '--json', '--lock-timeout', '120'],
    { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })));
}

/** By the log of the server, which knows every statement of every process. */
async function requireEachOnce({ database: { clickhouse, name } }: Fixture): Promise<void> {
  await clickhouse.execute('SYSTEM FLUSH LOGS');
  const ran = await clickhouse.query<{ readonly statement: string; readonly times: number }>(
    `SELECT normalizeQuery(query) AS statement, toFloat64(count()) AS times FROM system.query_log WHERE type = 'QueryFinish' AND current_database = '${name}' AND query_kind = 'Create' AND query NOT LIKE '%_moose_migrate%' GROUP BY query, statement`,
  );
  expect(ran.length).toBe(ALL.length);
  expect(ran.filter(({ times }) => times !== 1)).toEqual([]);
}

/** `npm run test:kill` starts twenty. */
const PROCESSES = process.env.KILL_MATRIX === 'full' ? 20 : 5;

describeWithEngine('several who apply the same plan', () => {
  it('run it once; the others say that it is applied', async () => {
    if (!existsSync(cli)) throw new Error('the command line is not built: npm run build');
    const project = await fixture();
    const results = await Promise.all(Array.from({ length: PROCESSES }, () => ended(spawnApply(project))));
    expect(results.map(({ code }) => code)).toEqual(results.map(() => 0));
    const outcomes = results.map(({ out }) => JSON.parse(out.trim().split('\n').at(-1) ?? '{}').outcome);
    expect(outcomes.sort()).toEqual([...results.slice(1).map(() => 'already-applied'), 'applied']);
    const log = await migrationLog(surveyOptions(project), 500, SILENT);
    expect(log.filter(({ event }) => event === 'step-sent')).toHaveLength(ALL.length);
    await requireEachOnce(project);
  }, 600_000);

  it('let one go on after another was killed in the middle', async () => {
    const project = await fixture();
    const child = spawnApply(project);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('"step-finished"')) child.kill('SIGKILL');
    });
    await ended(child);
    // Its lock lives for a minute yet, but whoever is on this machine can see that its process does not.
    expect((await status(surveyOptions(project), SILENT)).lock).toBeNull();
    expect((await project.apply()).failure).toBeNull();
    expect(await tables(project)).toEqual(ALL);
  }, 120_000);
});

describeWithEngine('twenty who apply the same plan at once', () => {
  it('run it once: one applies, the others wait and then say that it is applied', async () => {
    const project = await fixture();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => project.apply({ lockTimeoutSeconds: 120 })),
    );
    const outcomes = all.map(({ report }) => report.outcome).sort();
    expect(outcomes).toEqual([...Array.from({ length: 19 }, () => 'already-applied'), 'applied']);
    const log = await migrationLog(surveyOptions(project), 500, SILENT);
    expect(log.filter(({ event }) => event === 'step-sent')).toHaveLength(ALL.length);
    await requireEachOnce(project);
  }, 180_000);
});

describeWithEngine('the lock', () => {
  it('is had by one after the other, when many wait for it', async () => {
    const { clickhouse } = await freshDatabase('lock');
    let [inside, most, entered] = [0, 0, 0];
    const enter = async (at: number): Promise<void> => {
      const { lock } = await takeLock({
        lock: lockOn(clickhouse),
        clock: () => 0,
        actor: `racer ${at}`,
        process: `place/1/1/${at}`,
        newToken: randomUUID,
        timeoutSeconds: 100,
        patience: {
          seconds: 0,
          sleep: (milliseconds) => sleep(milliseconds / 4),
          random: Math.random,
          isOver: () => false,
        },
        isGone: () => false,
        waiting: () => undefined,
        freed: () => undefined,
      });
      inside += 1;
      entered += 1;
      most = Math.max(most, inside);
      await sleep(3);
      inside -= 1;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 6 }, (_, at) => enter(at)));
    expect({ entered, most }).toEqual({ entered: 6, most: 1 });
  }, 120_000);

  it('is not held by who cannot renew it, and not by who slept', async () => {
    let now = 1_000;
    const never: Promise<boolean> = new Promise(() => undefined);
    const kept = keepLock(
      {
        lock: { token: 'mine', fence: '1', renew: () => never, release: () => Promise.resolve() },
        claimedAt: now - 5_000,
      },
      () => now,
      { seconds: 0, sleep: () => Promise.resolve(), random: () => 0, isOver: () => false },
    );
    expect(kept.isLost()).toBe(false);
    now += 39_000;
    expect(kept.isLost()).toBe(false);
    now += 2_000;
    expect(kept.isLost()).toBe(true);
    await kept.release();
  });

  it('is never in two hands, however many reach for it at once', async () => {
    const { clickhouse } = await freshDatabase('lock');
    await claim(lockOn(clickhouse), 'first', 'maker').then((result) =>
      result.is === 'held' ? result.lock.release() : undefined,
    );
    for (let round = 0; round < 5; round += 1) {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, at) => claim(lockOn(clickhouse), `${round}-${at}`, 'racer')),
      );
      const held = results.filter((result) => result.is === 'held');
      expect(held.length).toBeLessThanOrEqual(1);
      for (const result of held) await result.lock.release();
    }
  });

  it('names its holder, is renewed by it alone, and is freed by its ID', async () => {
    const { clickhouse } = await freshDatabase('lock');
    const lock = lockOn(clickhouse);
    const mine = await claim(lock, 'mine', 'ann@build');
    if (mine.is !== 'held') throw new Error('nobody else is here');
    expect(await claim(lock, 'yours', 'bob@build')).toMatchObject({
      is: 'taken',
      by: [{ token: 'mine', actor: 'ann@build' }],
    });
    expect(await mine.lock.renew()).toBe(true);
    expect(await lock.free('nobody', 'bob@build')).toBe(false);
    expect(await lock.free('mine', 'bob@build')).toBe(true);
    expect(await mine.lock.renew()).toBe(false);
    expect(await claim(lock, 'yours', 'bob@build')).toMatchObject({ is: 'held' });
  });
});
