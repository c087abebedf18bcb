import { expect, it, vi } from 'vitest';
import { type FreshDatabase, freshDatabase } from './support/engine.ts';
import { startFaultProxy } from './support/fault-proxy.ts';
import { type CommandProject, commandProject } from './support/moose.ts';
import {
  CTRL_C,
  describeOnTerminal,
  ENTER,
  migrateOnTerminal,
  type Terminal,
  UP,
} from './support/terminal.ts';

// Each test starts several processes, one after the other: a limit for a hang on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const CONFIG = 'source_dir = "app"\n\n[features]\nstreaming_engine = false\n';
const CODE = `import { type DateTime, type Key, OlapTable, type UInt8, type UInt32, type UInt64 } from 'moose-migrate';

export interface Visit {
  id: Key<UInt32>;
  at: DateTime;
  pages: UInt32;
  note: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export type Others = UInt8 | UInt64;
`;
const ASKED = 'Approve what may harm data?';

interface Shop extends CommandProject {
  readonly database: FreshDatabase;
  on(...args: readonly string[]): Terminal;
  /** Names of the columns on the server. */
  columns(): Promise<string>;
}

/** A table of ten rows, two of which are old and one of which holds a large number. */
async function shop(): Promise<Shop> {
  const project = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': CODE });
  const database = await freshDatabase('terminal');
  const url = ['--clickhouse-url', database.url];
  expect((await project.moose('migrate', 'generate', '--save', ...url)).code).toBe(0);
  expect((await project.moose('migrate', ...url)).code).toBe(0);
  await database.clickhouse.execute(
    `INSERT INTO visits SELECT number, if(number < 2, toDateTime('2020-01-01'), now()), if(number = 5, 300, 7), 'n' FROM numbers(10)`,
  );
  return {
    ...project,
    database,
    on: (...args) => migrateOnTerminal([...args, ...url], project.directory),
    columns: async () => {
      const rows = await database.clickhouse.query<{ name: string; type: string }>(
        `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'visits' ORDER BY position`,
      );
      return rows.map(({ name, type }) => `${name} ${type}`).join(', ');
    },
  };
}

const BEFORE = "id UInt32, at DateTime('UTC'), pages UInt32, note String";

/** A column is dropped, another made narrower, and old rows expire. */
async function harmfulPlan(): Promise<Shop> {
  const made = await shop();
  made.edit('app/index.ts', '  note: string;\n', '');
  made.edit('app/index.ts', 'pages: UInt32', 'pages: UInt8');
  made.edit('app/index.ts', "['id'] }", "['id'], ttl: 'at + INTERVAL 1 YEAR' }");
  return made;
}

function expectStakes(text: string): void {
  expect(text).toMatch(/column note.*DELETES_DATA.*\(10 rows, .* at stake\)/);
  expect(text).toMatch(/EXPIRES_ROWS.*\n\W*2 rows that .* expires at once, about \d.*\(estimated\)/);
  expect(text).toMatch(/column pages.*\n\W*1 row whose pages cannot be UInt8 as it is, such as "300"/);
}

describeOnTerminal('questions on a terminal', () => {
  it('generate shows the plan first; apply shows it again, with what the rows say now', async () => {
    const made = await harmfulPlan();
    const planning = made.on('generate', '--save');
    await planning.until('Checked against the data:');
    await planning.until(ASKED);
    expect(planning.shown().indexOf('Plan for')).toBeLessThan(planning.shown().indexOf(ASKED));
    await planning.until('Stop');
    expectStakes(planning.shown().slice(planning.shown().indexOf(ASKED)));
    planning.press(ENTER);
    expect(await planning.ended).toBe(0);
    expect(planning.shown()).toContain('Nothing was approved.');
    expect(planning.shown().match(/Plan for/g)).toHaveLength(1);

    // One more row is old now than when the plan was made.
    await made.database.clickhouse.execute(`INSERT INTO visits VALUES (77, '2020-01-01 00:00:00', 1, 'n')`);
    const stopped = made.on('apply');
    await stopped.until('Plan for');
    await stopped.until(ASKED);
    await stopped.until('3 rows that');
    await stopped.until('Stop');
    stopped.press(CTRL_C);
    expect(await stopped.ended).toBe(4);
    expect(stopped.shown()).toContain('nothing was changed');
    expect(await made.columns()).toBe(BEFORE);

    const picking = made.on('apply');
    await picking.until('Stop');
    picking.press(`${UP}${ENTER}`);
    for (const key of ['n', 'y', 'y']) {
      await picking.until('○ Yes');
      picking.press(key);
    }
    expect(await picking.ended).toBe(4);
    expect(picking.shown()).toContain('HAZARD_NOT_ALLOWED');
    expect(await made.columns()).toBe(BEFORE);

    const agreeing = made.on('apply');
    await agreeing.until('Stop');
    agreeing.press(`${UP}${UP}${ENTER}`);
    expect(await agreeing.ended).toBe(0);
    expect(await made.columns()).toBe("id UInt32, at DateTime('UTC'), pages UInt8");
  });

  it('a column that looks renamed is asked about, and a table before it; both keep what they hold', async () => {
    const made = await shop();
    made.edit('app/index.ts', '  note: string;\n', '  notes: string;\n');
    const stopped = made.on('generate', '--save');
    await stopped.until('`note` is gone and `notes` is new');
    await stopped.until('Stop');
    stopped.press(CTRL_C);
    expect(await stopped.ended).toBe(4);
    const plan = made.read('migrations/plan.yaml');
    made.edit('app/index.ts', "('visits'", "('page_visits'");
    const planning = made.on('generate', '--save');
    await planning.until('`visits` is gone and `page_visits` is new');
    await planning.until('Stop');
    planning.press(ENTER);
    await planning.until('`note` is gone and `notes` is new');
    await planning.until('Stop');
    planning.press(ENTER);
    expect(await planning.ended).toBe(0);
    expect(made.read('migrations/plan.yaml')).not.toBe(plan);
    expect(made.read('migrations/plan.yaml')).toMatch(/- RenameTable:.*- RenameTableColumn:/s);
  });

  it('Ctrl-C twice stops apply at once and says what is unknown; resume finishes it', async () => {
    const made = await shop();
    made.edit('app/index.ts', 'pages: UInt32', 'pages: UInt64');
    const saving = ['migrate', 'generate', '--save', '--clickhouse-url', made.database.url];
    expect((await made.moose(...saving)).code).toBe(0);
    const url = new URL(made.database.url);
    const proxy = await startFaultProxy(url.origin);
    try {
      const isReached = new Promise<void>((reached) =>
        proxy.watch(({ statement }) =>
          /^ALTER .*MODIFY COLUMN/s.test(statement) ? { is: 'hold', at: 'reply', reached } : null,
        ),
      );
      url.port = new URL(proxy.origin).port;
      const applying = migrateOnTerminal(['apply', '--clickhouse-url', url.href], made.directory);
      await isReached;
      applying.press(CTRL_C);
      await applying.until('press Ctrl-C again to stop at once');
      applying.press(CTRL_C);
      await applying.until('Stopped at once.');
      await applying.until('column pages: UInt32 -> UInt64');
      await applying.until('`migrate resume`');
      expect(await applying.ended).toBe(5);
    } finally {
      await proxy.stop();
    }
    const resuming = await made.moose('migrate', 'resume', '--clickhouse-url', made.database.url);
    expect(resuming.code).toBe(0);
    expect(await made.columns()).toBe(BEFORE.replace('pages UInt32', 'pages UInt64'));
  });
});
