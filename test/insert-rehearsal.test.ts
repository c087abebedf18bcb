import { beforeAll, expect, inject, it } from 'vitest';
import type { ReadObject } from '../src/ddl/read-object.ts';
import { infraMapOf, introspect } from '../src/drivers/clickhouse/introspect.ts';
import type { InfraMap } from '../src/model/infra-map.ts';
import type { Action, Operation, Plan } from '../src/model/operation.ts';
import { plainColumn, type Table } from '../src/model/table.ts';
import { simulate } from '../src/plan/simulate.ts';
import { canonicalReading } from '../src/rehearse/canonical-reading.ts';
import { readingOf } from '../src/rehearse/reading.ts';
import { type Rehearsed, rehearsePlan } from '../src/rehearse/rehearse-plan.ts';
import { openShadow } from '../src/rehearse/shadow.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';

type On = Action & { readonly of: string };

let database: FreshDatabase;
beforeAll(async () => {
  if (inject('engine') !== null) database = await freshDatabase('inserts');
});

function inDatabase<A extends Action>(action: A): A {
  return action.kind === 'ModifyMaterializedViewQuery'
    ? { ...action, after: action.after.replaceAll('DATABASE', database.name) }
    : action;
}

async function readings(): Promise<readonly ReadObject[]> {
  const { clickhouse, name } = database;
  const state = await introspect(clickhouse, [name]);
  return state.objects
    .filter((object) => object.database === name)
    .map((object) => canonicalReading(readingOf(object)));
}

async function managedState(): Promise<InfraMap> {
  return infraMapOf(await readings(), database.name);
}

async function establish(setUp: readonly string[]): Promise<void> {
  const { clickhouse, name } = database;
  const objects = await clickhouse.query<{ readonly name: string }>(
    'SELECT name FROM system.tables WHERE database = {name:String}',
    { name },
  );
  for (const object of objects)
    await clickhouse.execute(
      `DROP TABLE IF EXISTS \`${object.name}\` SYNC SETTINGS check_table_dependencies = 0`,
    );
  for (const statement of setUp) await clickhouse.execute(statement);
}

/** Makes objects on the server and rehearses operations on them. */
async function rehearsed(setUp: readonly string[], actions: readonly On[]): Promise<Rehearsed> {
  const { name } = database;
  await establish(setUp);
  const live = await readings();
  const managed = infraMapOf(live, name);
  const operations = actions.map(
    ({ of, ...action }): Operation => ({
      ...inDatabase(action),
      target: { database: name, name: of, cluster: null },
      because: `${name}.${of}`,
      hazards: [],
      cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
      approved: [],
      checks: [],
    }),
  );
  const desired = simulate(managed, operations);
  const plan: Plan = { base: '', desired: '', operations, refused: [], withheld: [] };
  return rehearsePlan({
    judged: null,
    plan,
    live,
    managed,
    desired: { declared: desired, canonical: desired },
    databases: [name],
    open: () => openShadow([name]),
    isOtherRelease: false,
  });
}

const CLICKS = 'CREATE TABLE clicks (id UInt64, page String, spent String) ENGINE = MergeTree ORDER BY id';
const TOTALS = 'CREATE TABLE totals (page String, spent String) ENGINE = MergeTree ORDER BY page';
const CHAIN = [CLICKS, TOTALS, 'CREATE MATERIALIZED VIEW adding TO totals AS SELECT page, spent FROM clicks'];
const DROP_TOTALS = 'DROP TABLE totals SYNC SETTINGS check_table_dependencies = 0';

function spent(of: string, before: string, after: string): On {
  return {
    of,
    kind: 'ModifyTableColumn',
    before: plainColumn('spent', before),
    after: plainColumn('spent', after),
  };
}

function query(after: string): On {
  return { of: 'adding', kind: 'ModifyMaterializedViewQuery', before: '', after };
}

const ADD: On = {
  of: 'clicks',
  kind: 'AddTableColumn',
  column: plainColumn('extra', 'UInt8'),
  after: 'page',
};

describeWithEngine(
  'a plan that breaks ingestion is caught, with the INSERT and the engine\u2019s answer:',
  () => {
    it.each<readonly [string, readonly string[], readonly On[], string, number]>([
      [
        'a target column that no longer takes what the view gives',
        CHAIN,
        [spent('totals', 'String', 'UInt64')],
        'totals',
        32,
      ],
      ['a target column of another kind', CHAIN, [spent('totals', 'String', 'Array(String)')], 'totals', 130],
      [
        'a target that goes behind a CHECK that takes no row of defaults',
        [...CHAIN, "ALTER TABLE clicks ADD CONSTRAINT named CHECK page != ''"],
        [{ of: 'totals', kind: 'DropTable' }],
        'totals',
        60,
      ],
      ['a target that goes', CHAIN, [{ of: 'totals', kind: 'DropTable' }], 'totals', 60],
      [
        'a target with another name',
        CHAIN,
        [{ of: 'totals', kind: 'RenameTable', after: 'sums' }],
        'totals',
        60,
      ],
      [
        'a view that the view on the table reads',
        [
          CLICKS,
          TOTALS,
          'CREATE VIEW bots AS SELECT 7 AS id',
          'CREATE MATERIALIZED VIEW adding TO totals AS SELECT page, spent FROM clicks WHERE id NOT IN (SELECT id FROM bots)',
        ],
        [{ of: 'bots', kind: 'DropView' }],
        'bots',
        60,
      ],
      [
        'the second view of a chain',
        [
          ...CHAIN,
          'CREATE TABLE sums (spent String) ENGINE = MergeTree ORDER BY spent',
          'CREATE MATERIALIZED VIEW summing TO sums AS SELECT spent FROM totals',
        ],
        [ADD, { of: 'sums', kind: 'DropTable' }],
        'sums',
        60,
      ],
    ])('%s', async (_, setUp, actions, culprit, code) => {
      const found = await rehearsed(setUp, actions);
      expect(found).toMatchObject({ is: 'breaks-inserts' });
      const broken = found.is === 'breaks-inserts' ? found.broken : [];
      const [first] = broken.filter(({ source }) => source === `${database.name}.clicks`);
      expect(first?.statement).toContain(`INSERT INTO \`${database.name}\`.\`clicks\``);
      expect(first?.error.code).toBe(code);
      expect(first?.operation.target.name).toBe(culprit);
    });
  },
);

describeWithEngine('inserts do not stop a plan', () => {
  it.each<readonly [string, readonly string[], readonly On[], readonly RegExp[]]>([
    ['that keeps them going', CHAIN, [ADD], []],
    [
      'when a new query wants texts that are not empty',
      CHAIN,
      [query('SELECT page, toString(toUInt64(spent)) AS spent FROM DATABASE.clicks')],
      [],
    ],
    [
      'when they failed before it too',
      [...CHAIN, DROP_TOTALS],
      [ADD],
      [/^inserts into \S+\.clicks fail as it is now, before the plan: Target table \S+totals' .*/],
    ],
    [
      'that mends what it breaks on the way',
      CHAIN,
      [
        spent('totals', 'String', 'Array(String)'),
        query('SELECT page, [spent] AS spent FROM DATABASE.clicks'),
      ],
      [
        /^between ModifyTableColumn \S+totals and ModifyMaterializedViewQuery \S+adding inserts into \S+clicks fail: .*/,
      ],
    ],
    [
      'when a CHECK refuses a row of defaults, and takes another one',
      CHAIN,
      [
        {
          of: 'clicks',
          kind: 'AddTableConstraint',
          constraint: { name: 'named', kind: 'CHECK', expression: "page != ''" },
        },
      ],
      [],
    ],
    [
      'when a CHECK refuses every row that can be made up',
      CHAIN,
      [
        {
          of: 'clicks',
          kind: 'AddTableConstraint',
          constraint: { name: 'named', kind: 'CHECK', expression: "startsWith(page, 'https:')" },
        },
      ],
      [/^not rehearsed: inserts into \S+clicks, which refuses a made-up row: Constraint `named` .*/],
    ],
    [
      'when the view would ask somebody outside',
      [
        CLICKS,
        TOTALS,
        "CREATE MATERIALIZED VIEW adding TO totals AS SELECT page, spent FROM clicks WHERE file('/etc/hostname') != page",
      ],
      [ADD],
      [/^not rehearsed: inserts into \S+clicks: \S+adding reaches out of the engine$/],
    ],
  ])('%s', async (_, setUp, actions, notes) => {
    const found = await rehearsed(setUp, actions);
    expect(found).toMatchObject({ is: 'reached-desired' });
    const told = found.is === 'reached-desired' ? found.notes : [];
    expect(told).toEqual(notes.map((note) => expect.stringMatching(note)));
  });

  it('and leave no rows behind that an ALTER would have to convert', async () => {
    const found = await rehearsed(CHAIN, [ADD, spent('totals', 'String', 'LowCardinality(String)')]);
    expect(found).toMatchObject({ is: 'reached-desired', notes: [] });
  });
});

const ADD_HITS: On = { ...ADD, of: 'hits' };
const RENAME: On = { of: 'clicks', kind: 'RenameTable', after: 'hits' };
const COPY = 'SELECT page, spent FROM DATABASE.hits';

async function tableOf(name: string): Promise<Table> {
  const { tables } = await managedState();
  const table = tables.find((each) => each.name === name);
  if (table === undefined) throw new Error(`there is no table ${name}`);
  return table;
}

/** The hazards that the rows have shown, and what else was told; of rows that are missed in the end, who misses them. */
function shown(found: Rehearsed): unknown {
  if (found.is === 'reached-desired')
    return [found.plan.operations.map(({ hazards }) => hazards.join()), found.notes];
  return found.is === 'breaks-inserts'
    ? found.lost.map(({ view, operation }) => [view, operation.kind])
    : found.is;
}

describeWithEngine('rows that are taken must arrive:', () => {
  it('a renamed table misses its view until that reads the new name', async () => {
    expect(shown(await rehearsed(CHAIN, [RENAME, ADD_HITS, query(COPY)]))).toEqual([
      ['LOSES_ROWS_IN_GAP', '', ''],
      [
        expect.stringMatching(
          /^between RenameTable \S+ and ModifyMaterializedViewQuery \S+ rows of \S+\.hits do not reach \S+\.adding$/,
        ),
      ],
    ]);
  });

  it('and misses it for good where nothing changes the view', async () => {
    expect(shown(await rehearsed(CHAIN, [RENAME]))).toEqual([[`${database.name}.adding`, 'RenameTable']]);
  });

  it('also where another table takes its name, which the view does not notice', async () => {
    await establish(CHAIN);
    const again: On = { of: 'clicks', kind: 'CreateTable', table: await tableOf('clicks') };
    expect(shown(await rehearsed(CHAIN, [RENAME, again]))).toEqual([
      [`${database.name}.adding`, 'RenameTable'],
    ]);
  });

  it('a renamed column stops the inserts until the view reads it by its new name', async () => {
    const rename: On = { of: 'clicks', kind: 'RenameTableColumn', before: 'spent', after: 'cost' };
    const found = await rehearsed(CHAIN, [rename, query('SELECT page, cost AS spent FROM DATABASE.clicks')]);
    expect(shown(found)).toEqual([
      ['BLOCKS_WRITES', ''],
      [expect.stringMatching(/^between .* inserts into/)],
    ]);
  });

  it('but a new condition may rightly hold back what is made up, and zeros of a SummingMergeTree are rows', async () => {
    const some = query("SELECT page, spent FROM DATABASE.clicks WHERE page != ''");
    const notShown = [expect.stringMatching(/^not shown: whether rows reach \S+\.adding, /)];
    expect(shown(await rehearsed(CHAIN, [some]))).toEqual([[''], notShown]);
    const summed = [
      CLICKS,
      'CREATE TABLE totals (page String, n UInt64) ENGINE = SummingMergeTree ORDER BY page',
      'CREATE MATERIALIZED VIEW adding TO totals AS SELECT page, count() AS n FROM clicks GROUP BY page',
    ];
    const sum = query('SELECT page, sum(id) AS n FROM DATABASE.clicks GROUP BY page');
    expect(shown(await rehearsed(summed, [sum]))).toEqual([[''], []]);
  });
});
