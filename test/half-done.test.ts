import { afterAll, beforeAll, expect, it } from 'vitest';
import { isSeq } from 'yaml';
import type { ApplyEvent } from '../src/apply/report.ts';
import { apply } from '../src/commands/apply.ts';
import { abandon } from '../src/commands/migration-control.ts';
import type { OperationKind } from '../src/model/operation.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase, sharedEngine } from './support/engine.ts';
import { type FaultProxy, startFaultProxy } from './support/fault-proxy.ts';
import { type MigrationProject, migrationProject, surveyOf } from './support/migration-project.ts';

const KILLED = 'killed';

/** Applies and breaks off like a process that is killed: in the middle, with nothing written down that was yet to be. */
async function killedAt(
  project: MigrationProject,
  url: string,
  isMoment: (event: ApplyEvent) => boolean,
): Promise<void> {
  const tell = (event: ApplyEvent): void => {
    if (isMoment(event)) throw new Error(KILLED);
  };
  await expect(project.apply(url, { tell })).rejects.toThrow(KILLED);
}

/** When an operation of such a kind has run. */
function after(isMeant: (kind: OperationKind) => boolean): (event: ApplyEvent) => boolean {
  return (event) =>
    event.event === 'step-finished' && event.reports.some(({ operation }) => isMeant(operation.kind));
}

/** Gives up what stopped halfway; answers what it tells. */
async function giveUp({ directory }: MigrationProject, url: string): Promise<readonly string[]> {
  const notes: string[] = [];
  await abandon(surveyOf(directory, url), { phase: () => undefined, note: (note) => notes.push(note) });
  return notes;
}

const HEAD = `import { type Key, MaterializedView, OlapTable, type RenamedFrom, sql, type UInt32, View } from 'moose-migrate';
interface Amount { id: Key<UInt32>; amount: UInt32 }
interface Reason { id: Key<UInt32>; amount: UInt32; reason: string }
export const amounts = new OlapTable<Amount>('amounts', { orderByFields: ['id'] });
`;

function table(symbol: string, name: string, row: string, renamedFrom: string | null = null): string {
  const told = renamedFrom === null ? '' : `, renamedFrom: '${renamedFrom}'`;
  return `export const ${symbol} = new OlapTable<${row}>('${name}', { orderByFields: ['id']${told} });\n`;
}

/** A materialized view and a plain one over a table. */
function views(name: string, from: string, amount = 'amount'): string {
  const select = `sql.statement\`SELECT id, ${amount} FROM \${${from}}\``;
  return `export const ${name} = new MaterializedView<Amount>({ materializedViewName: '${name}', targetTable: amounts, selectTables: [${from}], selectStatement: ${select} });
export const all_${name} = new View('all_${name}', { selectStatement: ${select}, baseTables: [${from}] });
`;
}

const BEFORE = [
  HEAD,
  table('orders', 'orders', 'Amount'),
  table('bills', 'bills', 'Amount'),
  table('sold', 'sold', 'Amount'),
  table('returned', 'returned', 'Reason'),
  views('of_orders', 'orders'),
  views('of_bills', 'bills'),
  views('of_sold', 'sold'),
].join('');

/** A column with a new name, a table with a new name, and two tables that have exchanged theirs. */
const AFTER = [
  HEAD,
  "interface Cents { id: Key<UInt32>; cents: UInt32 & RenamedFrom<'amount'> }\n",
  table('orders', 'orders', 'Cents'),
  table('bills', 'invoices', 'Amount', 'bills'),
  table('sold', 'returned', 'Amount', 'sold'),
  table('returned', 'sold', 'Reason', 'returned'),
  views('of_orders', 'orders', 'cents AS amount'),
  views('of_bills', 'bills'),
  views('of_sold', 'sold'),
].join('');

const RENAMES: readonly OperationKind[] = ['RenameTableColumn', 'RenameTable', 'ExchangeTables'];
const isRename = (kind: OperationKind): boolean => RENAMES.includes(kind);

interface Renaming {
  readonly project: MigrationProject;
  readonly database: FreshDatabase;
  /** Of what is inserted into the three tables now, what reaches the end, and what the plain views show. */
  requireRows(): Promise<void>;
}

async function renaming(): Promise<Renaming> {
  const database = await freshDatabase('half');
  const project = migrationProject({ 'app/index.ts': BEFORE });
  await project.save(database.url);
  expect((await project.apply(database.url)).failure).toBeNull();
  for (const name of ['orders', 'bills', 'sold'])
    await database.clickhouse.execute(`INSERT INTO ${name} VALUES (1, 5), (2, 7)`);
  project.write('app/index.ts', AFTER);
  const { plan } = await project.save(database.url);
  const renames = plan.operations.filter(({ kind }) => isRename(kind)).map(({ kind }) => kind);
  expect(renames.toSorted()).toEqual(RENAMES.toSorted());
  return {
    project,
    database,
    async requireRows() {
      for (const name of ['orders', 'invoices', 'returned'])
        await database.clickhouse.execute(`INSERT INTO ${name} VALUES (3, 11)`);
      const rows = await database.clickhouse.query<{ readonly found: string }>(
        "SELECT concat(toString(count()), ' ', toString(sum(amount))) AS found FROM amounts UNION ALL SELECT concat(toString(count()), ' ', toString(sum(amount))) FROM (SELECT * FROM all_of_orders UNION ALL SELECT * FROM all_of_bills UNION ALL SELECT * FROM all_of_sold)",
      );
      expect(rows).toEqual([{ found: '9 69' }, { found: '9 69' }]);
    },
  };
}

describeWithEngine('a run that is killed between a rename and the change of the views behind it', () => {
  it('can be gone on with, and given up for a plan from where the server is', async () => {
    const { project, database, requireRows } = await renaming();
    for (const _ of RENAMES) {
      await killedAt(project, database.url, after(isRename));
      // It gets as far as to the next step: everything was proved.
      await killedAt(project, database.url, ({ event }) => event === 'step-started');
      expect(await giveUp(project, database.url)).toEqual([]);
      expect((await project.save(database.url)).rehearsed).toMatchObject({ is: 'rehearsed' });
    }
    expect((await project.apply(database.url)).failure).toBeNull();
    await requireRows();
  }, 120_000);
});

const names = ['first', 'second', 'third'];
const THREE = `import { type Key, OlapTable, type UInt32 } from 'moose-migrate';
${names.map((name) => `export const ${name} = new OlapTable<{ id: Key<UInt32> }>('${name}', { orderByFields: ['id'] });`).join('\n')}
`;

describeWithEngine('what is left of a migration', () => {
  async function phasesOfResume(byHand: string): Promise<readonly string[]> {
    const { url, clickhouse } = await freshDatabase('half');
    const project = migrationProject({ 'app/index.ts': THREE });
    await project.save(url);
    await killedAt(
      project,
      url,
      after((kind) => kind === 'CreateTable'),
    );
    await clickhouse.execute(`CREATE TABLE ${byHand} (id UInt32) ENGINE = MergeTree ORDER BY id`);
    const phases: string[] = [];
    const talk = { phase: (phase: string) => phases.push(phase), note: (note: string) => phases.push(note) };
    const applied = await apply({ ...surveyOf(project.directory, url), ...QUIET_APPLY }, talk);
    expect(applied).toMatchObject({ failure: null, report: { steps: [{}] } });
    return phases.filter((phase) => phase.includes('Rehears'));
  }

  it('was proved with the whole of it, and is proved anew only where what is done is not its beginning', async () => {
    expect(await phasesOfResume('second')).toEqual([]);
    expect(await phasesOfResume('third')).toEqual(['Rehearsing the plan on the embedded ClickHouse']);
  }, 120_000);
});

const ROWS = `import { type Key, OlapTable, type UInt32 } from 'moose-migrate';
export const rows = new OlapTable<{ id: Key<UInt32>; n: UInt32; m: UInt32 }>('rows', { orderByFields: ['id'] });
`;

/** SQL of a reviewer: a table for the time being, filled, read and dropped. */
const byHandIn = (database: string): readonly string[] => [
  'CREATE TABLE doubled (id UInt32, n UInt32) ENGINE = Join(ANY, LEFT, id)',
  'INSERT INTO doubled SELECT id, n * 2 FROM rows',
  `ALTER TABLE rows UPDATE m = joinGet('${database}.doubled', 'n', id) WHERE 1 SETTINGS mutations_sync = 2`,
  'DROP TABLE doubled SYNC',
];

function append(project: MigrationProject, sql: readonly string[]): void {
  const approved = ['UNCHECKED_SQL', 'CHANGES_VALUES', 'LONG_RUNNING'];
  project.editPlan((document) => {
    const operations = document.get('operations');
    const raw = { RawSql: { sql, description: 'by hand', approved } };
    if (isSeq(operations)) operations.items.push(document.createNode(raw));
  });
}

describeWithEngine('SQL written by hand', () => {
  let proxy: FaultProxy;
  beforeAll(async () => {
    proxy = await startFaultProxy(sharedEngine().url);
  });
  afterAll(() => proxy.stop());

  const REFUSAL =
    'Code: 242. DB::Exception: Table is in readonly mode. (TABLE_IS_READ_ONLY) (version 26.7.2.1)\n';

  /** Applies through the proxy, where one statement is refused. */
  async function refusedAt(project: MigrationProject, { url }: FreshDatabase, sql: string): Promise<void> {
    proxy.watch(({ statement }) =>
      statement.includes(sql) ? { is: 'exception', text: REFUSAL, isDone: false } : null,
    );
    const away = proxy.origin.slice('http://'.length);
    const stopped = await project.apply(url.replace(sharedEngine().url.slice('http://'.length), away));
    proxy.watch(null);
    expect(stopped.failure).toMatchObject({ code: 'APPLY_STOPPED', cause: { code: 'QUERY_FAILED' } });
    expect(stopped.report.because).toContain('readonly mode');
  }

  async function byHand(): Promise<{ readonly project: MigrationProject; readonly database: FreshDatabase }> {
    const database = await freshDatabase('half');
    const project = migrationProject({ 'app/index.ts': ROWS });
    await project.save(database.url);
    await project.apply(database.url);
    await database.clickhouse.execute('INSERT INTO rows (id, n) SELECT number, number FROM numbers(5)');
    await project.save(database.url);
    append(project, byHandIn(database.name));
    return { project, database };
  }

  it('of several statements is gone on with at the one that failed', async () => {
    const { project, database } = await byHand();
    await refusedAt(project, database, 'INSERT INTO doubled');
    await refusedAt(project, database, 'UPDATE m = joinGet');
    expect(await project.apply(database.url)).toMatchObject({ failure: null });
    const found = await database.clickhouse.query('SELECT toString(sum(m)) AS m FROM rows');
    expect(found).toEqual([{ m: '20' }]);
  }, 120_000);

  it('that is given up in the middle is told with what has not run', async () => {
    const { project, database } = await byHand();
    await refusedAt(project, database, 'UPDATE m = joinGet');
    const notes = await giveUp(project, database.url);
    expect(notes).toEqual([
      expect.stringMatching(
        /^RawSql .*: 2 of 4 statements ran; no later plan holds the rest:\n {2}ALTER TABLE rows[\s\S]*\n {2}DROP TABLE doubled SYNC;$/,
      ),
    ]);
  }, 120_000);

  const hand = (teardown: readonly string[]): string => `${ROWS}import { SqlResource } from 'moose-migrate';
new SqlResource('hand', ['CREATE VIEW hand_one AS SELECT 1 AS one', 'CREATE VIEW hand_two AS SELECT 2 AS two'], ${JSON.stringify(teardown)});
`;
  const FORGIVING = ['DROP VIEW IF EXISTS hand_two', 'DROP VIEW IF EXISTS hand_one'];

  async function setUp(
    teardown = FORGIVING,
  ): Promise<{ readonly project: MigrationProject; readonly database: FreshDatabase }> {
    const database = await freshDatabase('half');
    const project = migrationProject({ 'app/index.ts': hand(teardown) });
    await project.save(database.url);
    return { project, database };
  }

  async function requireDone(project: MigrationProject, { url, clickhouse }: FreshDatabase): Promise<void> {
    expect((await project.save(url)).plan.operations).toEqual([]);
    const found = await clickhouse.query('SELECT one, two FROM hand_one CROSS JOIN hand_two');
    expect(found).toEqual([{ one: 1, two: 2 }]);
  }

  it('that sets something up is gone on with in its middle', async () => {
    const { project, database } = await setUp();
    await refusedAt(project, database, 'CREATE VIEW hand_two');
    expect(await project.apply(database.url)).toMatchObject({ failure: null });
    await requireDone(project, database);
  }, 120_000);

  it.each([
    ['all else is done', []],
    ['something is left', ['INSERT INTO rows (id) SELECT one FROM hand_one']],
  ])(
    'that has set something up is known to, though the run was killed at once, where %s',
    async (_, more) => {
      const { project, database } = await setUp();
      if (more.length > 0) append(project, more);
      await killedAt(
        project,
        database.url,
        after((kind) => kind === 'RawSql'),
      );
      expect(await project.apply(database.url)).toMatchObject({ failure: null });
      await requireDone(project, database);
    },
    120_000,
  );

  it('that has set something up is remembered when the migration is given up', async () => {
    const { project, database } = await setUp();
    await killedAt(
      project,
      database.url,
      after((kind) => kind === 'RawSql'),
    );
    expect(await giveUp(project, database.url)).toEqual([]);
    await project.save(database.url);
    expect(await project.apply(database.url)).toMatchObject({ failure: null });
    await requireDone(project, database);
  }, 120_000);

  it('that is given up in its middle is taken down before it is set up again', async () => {
    const { project, database } = await setUp();
    await refusedAt(project, database, 'CREATE VIEW hand_two');
    expect(await giveUp(project, database.url)).toEqual([
      'sql/hand is set up in part (1 of 2 statements ran): the next plan tears it down before it sets it up again',
    ]);
    await project.save(database.url);
    expect(await project.apply(database.url)).toMatchObject({ failure: null });
    await requireDone(project, database);
  }, 120_000);

  it('that is given up in its middle and cannot be taken down in part is told', async () => {
    const { project, database } = await setUp(['DROP VIEW hand_two', 'DROP VIEW hand_one']);
    await refusedAt(project, database, 'CREATE VIEW hand_two');
    expect(await giveUp(project, database.url)).toEqual([
      'sql/hand is set up in part (1 of 2 statements ran): undo that by hand before the next plan is made:\n  CREATE VIEW hand_one AS SELECT 1 AS one;',
    ]);
    await database.clickhouse.execute('DROP VIEW hand_one');
    await project.save(database.url);
    expect(await project.apply(database.url)).toMatchObject({ failure: null });
    await requireDone(project, database);
  }, 120_000);
});
