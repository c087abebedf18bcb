import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { isSeq } from 'yaml';
import { progressMeter } from '../src/apply/follow.ts';
import type { ApplyEvent } from '../src/apply/report.ts';
import { openScreen } from '../src/cli/screen.ts';
import { showApplied } from '../src/cli/show-apply.ts';
import { showGenerated } from '../src/cli/show-generated.ts';
import type { Applied } from '../src/commands/apply.ts';
import type { Generated } from '../src/commands/generate.ts';
import { abandon, migrationLog, status } from '../src/commands/migration-control.ts';
import { failingMutations, readThrough } from '../src/drivers/clickhouse/mutations.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { type MigrationProject, migrationProject, surveyOf } from './support/migration-project.ts';

const code = (type: string): string =>
  `import { type Key, OlapTable } from 'moose-migrate';\ninterface Order {\n  id: Key<number>;\n  total: ${type};\n}\nexport const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });\n`;

/** A value that no question sees comes in after it: through a buffer, from a table that the rehearsal has without rows. */
const LATE_ROW = {
  sql: ['INSERT INTO door (id, total) SELECT id, total FROM late', 'OPTIMIZE TABLE door'],
  description: 'Orders that came late',
  approved: ['UNCHECKED_SQL'],
};

interface Fixture {
  readonly project: MigrationProject;
  readonly database: FreshDatabase;
}

/** Orders with totals in text, and a plan that makes them numbers; one of them will be none. */
async function failingChange(): Promise<Fixture> {
  const database = await freshDatabase('heal');
  const project = migrationProject({ 'app/index.ts': code('string') });
  await project.save(database.url);
  expect((await project.apply(database.url)).failure).toBeNull();
  await database.clickhouse.execute(
    'INSERT INTO orders SELECT number, toString(number * 10) FROM numbers(7)',
  );
  await database.clickhouse.execute(
    "CREATE TABLE late ENGINE = MergeTree ORDER BY id AS SELECT toFloat64(99) AS id, 'not a number' AS total",
  );
  await database.clickhouse.execute(
    `CREATE TABLE door (id Float64, total String) ENGINE = Buffer('${database.name}', 'orders', 1, 1000, 2000, 1000, 2000, 100000, 200000)`,
  );
  project.write('app/index.ts', code('number'));
  await project.save(database.url);
  project.editPlan((document) => {
    const operations = document.get('operations');
    if (
      typeof operations === 'object' &&
      operations !== null &&
      'items' in operations &&
      Array.isArray(operations.items)
    )
      operations.items.unshift(document.createNode({ RawSql: LATE_ROW }));
  });
  return { project, database };
}

const TOTALS = 'SELECT groupArray(total) AS totals FROM (SELECT total FROM orders ORDER BY id)';

async function typeOf({ clickhouse }: FreshDatabase): Promise<string | undefined> {
  const rows = await clickhouse.query<{ readonly type: string }>(
    "SELECT type FROM system.columns WHERE database = currentDatabase() AND table = 'orders' AND name = 'total'",
  );
  return rows[0]?.type;
}

const SILENT = { phase: () => undefined, note: () => undefined };

/** What people see of a run or a plan, and the exit code. */
async function seen(of: Applied | Generated): Promise<{ readonly text: string; readonly exit: number }> {
  const printed: string[] = [];
  const screen = openScreen({ json: false, quiet: false, debug: false, color: false });
  const take = (text: string): void => void printed.push(text);
  const taking = { ...screen, print: take, say: take, complain: take, note: take };
  const wishes = { format: 'text', sql: false, isShown: false, exitCode: true } as const;
  const exit = 'report' in of ? showApplied(of, taking) : await showGenerated(of, taking, wishes);
  return { text: printed.join('\n'), exit };
}

async function mutationsLeft({ clickhouse }: FreshDatabase): Promise<number> {
  const rows = await clickhouse.query<{ readonly id: string }>(
    'SELECT mutation_id AS id FROM system.mutations WHERE database = currentDatabase() AND NOT is_done',
  );
  return rows.length;
}

describeWithEngine('a change of type that fails on the rows', () => {
  it('is told with its reason, and leaves the table unreadable until somebody decides', async () => {
    const { project, database } = await failingChange();
    const stopped = await project.apply(database.url);
    expect(stopped.report.steps.map(({ status }) => status)).toEqual(['done', 'failed']);
    const error = stopped.report.steps[1]?.error;
    expect(error).toMatchObject({
      code: 'MUTATION_FAILING',
      message: expect.stringContaining('not a number'),
      hint: expect.stringContaining('--kill-failed-mutation'),
    });
    await expect(database.clickhouse.query(TOTALS)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    const { clickhouse, name } = database;
    await expect(readThrough(clickhouse, name, 'orders', 'total')).rejects.toMatchObject({
      code: 'QUERY_FAILED',
    });
    expect(await readThrough(clickhouse, name, 'orders', 'id')).toBe(8);
    // Without leave the next run changes nothing either, and takes the half-done change for no success.
    await expect(project.apply(database.url)).rejects.toMatchObject({ code: 'MUTATION_FAILING' });
    const stopping = await project
      .apply(database.url, { mayKill: async () => true })
      .catch((thrown) => thrown);
    // The server is changed by then, so this is no refusal: the exit code and the words say so.
    expect(stopping).toMatchObject({
      code: 'APPLY_STOPPED',
      exitCode: 5,
      cause: { code: 'PREFLIGHT_FAILED' },
    });
    expect(stopping.message).toContain('total is of its earlier type again');
    expect(stopping.message).toContain('nothing else was changed');
    expect(stopping.problems).toMatchObject([{ message: expect.stringContaining('not a number') }]);
    expect(await typeOf(database)).toBe('String');
    const { migration, steps } = await status(surveyOf(project.directory, database.url), SILENT);
    expect(migration?.isOpen).toBe(true);
    expect(steps.at(-1)).toMatchObject({
      state: 'step-failed',
      operations: [`ModifyTableColumn ${name}.orders/column/total`],
      statements: [expect.stringContaining('MODIFY COLUMN `total` String')],
      detail: expect.stringContaining('can be read: 8 rows'),
    });
    expect(steps.at(-1)?.detail).not.toContain('goes on trying');
    await database.clickhouse.execute("ALTER TABLE orders DELETE WHERE total = 'not a number'", {
      settings: { mutations_sync: 1 },
    });
    expect((await project.apply(database.url)).failure).toBeNull();
    expect(await typeOf(database)).toBe('Float64');
  });

  it('is named by the report, by generate and by abandon, and can be ended after the migration was given up', async () => {
    const { project, database } = await failingChange();
    const { url, name } = database;
    const report = await seen(await project.apply(url));
    expect(report.text).toContain(`still to do:\n  ${name}.orders: mutation `);
    expect(report.text).toContain('--kill-failed-mutation');
    const notes: string[] = [];
    const survey = surveyOf(project.directory, url);
    await abandon(survey, { ...SILENT, note: (words) => notes.push(words) });
    expect(notes).toEqual([expect.stringContaining('--kill-failed-mutation')]);
    const generated = await seen(await project.save(url));
    expect(generated.exit).toBe(2);
    expect(generated.text).toContain('but not all of its parts hold what these say');
    expect(generated.text).toContain(`${name}.orders: mutation `);
    // Both plans: the one that was saved just now, and the one that was given up.
    await expect(project.apply(url)).rejects.toMatchObject({ code: 'MUTATION_FAILING', exitCode: 4 });
    const stopping = await project.apply(url, { mayKill: async () => true }).catch((thrown) => thrown);
    expect(stopping).toMatchObject({ code: 'APPLY_STOPPED', cause: { code: 'LIVE_DRIFTED' } });
    expect(stopping.message).toContain('can be read: 8 rows');
    expect(await typeOf(database)).toBe('String');
    expect(await database.clickhouse.query(TOTALS)).toHaveLength(1);
    const log = await migrationLog(survey, 2, SILENT);
    expect(log.map(({ event }) => event)).toEqual(['step-failed', 'abandoned']);
    expect((await status(survey, SILENT)).migration?.isOpen).toBe(false);
  });

  it('of a table that the plan does not touch is noted, and does not hold the plan up', async () => {
    const { project, database } = await failingChange();
    const { url, clickhouse } = database;
    await project.apply(url);
    await abandon(surveyOf(project.directory, url), SILENT);
    const more = `${code('number')}export const refunds = new OlapTable<Order>('refunds', { orderByFields: ['id'] });\n`;
    project.write('app/index.ts', more);
    await project.save(url);
    const applied = await project.apply(url);
    expect(applied).toMatchObject({ failure: null, failing: [{ table: 'orders' }] });
    expect((await seen(applied)).text).toContain('but not yet all of its parts');
    // Rows are another matter: an UPDATE that fails leaves the definition and every column as they are.
    await clickhouse.execute('KILL MUTATION WHERE database = currentDatabase() SYNC');
    await clickhouse.execute('ALTER TABLE orders MODIFY COLUMN total String');
    await clickhouse.execute('ALTER TABLE orders UPDATE total = toString(throwIf(1)) WHERE id = 1', {
      settings: { mutations_sync: 0 },
    });
    while ((await failingMutations(clickhouse, [database.name])).length === 0) await sleep(50);
    project.write('app/index.ts', more.replace('total: number', 'total: string'));
    expect((await project.save(url)).failing).toEqual([]);
    expect((await project.apply(url)).failure).toBeNull();
  });

  it('is ended on wish: the column holds again what its parts do, and can be read', async () => {
    const { project, database } = await failingChange();
    const events: ApplyEvent[] = [];
    const stopped = await project.apply(database.url, {
      mayKill: async ({ reason }) => reason.includes('not a number'),
      tell: (event) => events.push(event),
    });
    expect(stopped.failure?.exitCode).toBe(5);
    const message = stopped.report.steps[1]?.error?.message;
    expect(message).toContain('total is of its earlier type again');
    expect(message).toContain('can be read: 8 rows');
    expect(await typeOf(database)).toBe('String');
    expect(await mutationsLeft(database)).toBe(0);
    expect(await database.clickhouse.query(TOTALS)).toEqual([
      { totals: ['0', '10', '20', '30', '40', '50', '60', 'not a number'] },
    ]);
    const told = events.flatMap((event) => (event.event === 'step-progress' ? [event.mutation] : []));
    expect(told.some(({ failReason }) => failReason?.includes('not a number') === true)).toBe(true);
    // The row is mended: the same plan goes on where it stopped, and puts the late row in no second time.
    await database.clickhouse.execute(
      "ALTER TABLE orders UPDATE total = '990' WHERE total = 'not a number'",
      { settings: { mutations_sync: 1 } },
    );
    const resumed = await project.apply(database.url);
    expect(resumed.failure).toBeNull();
    expect(resumed.resumed.map(({ kind }) => kind)).toEqual(['RawSql']);
    expect(await database.clickhouse.query(TOTALS)).toEqual([{ totals: [0, 10, 20, 30, 40, 50, 60, 990] }]);
  });
});

describeWithEngine('rows written by hand that fail in the middle', () => {
  it('are never sent again by themselves, and the report says that some are there', async () => {
    const database = await freshDatabase('half');
    const project = migrationProject({ 'app/index.ts': code('string') });
    const { clickhouse } = database;
    await project.save(database.url);
    const blocks =
      'max_block_size = 1000, min_insert_block_size_rows = 1000, min_insert_block_size_bytes = 1, max_threads = 1';
    project.editPlan((document) => {
      const operations = document.get('operations');
      const sql = [
        `INSERT INTO orders SELECT number, toString(throwIf(number = 7500 AND (SELECT count() FROM gate) > 0)) FROM numbers(9000) SETTINGS ${blocks}`,
      ];
      const node = document.createNode({
        RawSql: { sql, description: 'Old orders', approved: ['UNCHECKED_SQL'] },
      });
      if (isSeq(operations)) operations.items.push(node);
    });
    await clickhouse.execute('CREATE TABLE gate ENGINE = MergeTree ORDER BY n AS SELECT 1 AS n');
    const stopped = await project.apply(database.url, { retrySeconds: 5 });
    expect(stopped.report.steps.map(({ status }) => status)).toEqual(['done', 'unknown']);
    expect(stopped.report.steps[1]?.error?.message).toContain('after it had written rows');
    await expect(project.apply(database.url)).rejects.toMatchObject({
      code: 'RESUME_UNCLEAR',
      problems: [{ message: expect.stringContaining('after it had written rows') }],
    });
    const [some] = await clickhouse.query<{ readonly rows: number }>(
      'SELECT toFloat64(count()) AS rows FROM orders',
    );
    expect(some?.rows).toBeGreaterThan(0);
    await clickhouse.execute('TRUNCATE TABLE orders');
    await clickhouse.execute('TRUNCATE TABLE gate');
    expect((await project.apply(database.url, { unclearSql: 'again' })).failure).toBeNull();
    expect(await clickhouse.query('SELECT toFloat64(count()) AS rows FROM orders')).toEqual([{ rows: 9000 }]);
  });
});

it('the progress of a mutation grows to the end, with an estimate once something is done', () => {
  let now = 5_000;
  const meter = progressMeter(() => now);
  const mutation = {
    id: 'm1',
    command: '(MODIFY COLUMN a UInt8)',
    partsLeft: 4,
    rowsLeft: 800,
    failReason: '',
  };
  const table = { database: 'shop', name: 'orders' };
  expect(meter.measure(table, mutation)).toMatchObject({
    table: 'shop.orders',
    parts: { done: 0, total: 4 },
    rows: { done: 0, total: 800 },
    secondsLeft: null,
    failReason: null,
  });
  now += 3_000;
  expect(meter.measure(table, { ...mutation, partsLeft: 3, rowsLeft: 600 })).toMatchObject({
    parts: { done: 1, total: 4 },
    rows: { done: 200, total: 800 },
    secondsLeft: 9,
  });
  expect(
    meter.measure(table, { ...mutation, partsLeft: 5, rowsLeft: 900, failReason: 'no room' }),
  ).toMatchObject({
    parts: { done: 0, total: 5 },
    rows: { done: 0, total: 900 },
    failReason: 'no room',
  });
});
