import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { apply } from '../src/commands/apply.ts';
import type { RenameWishes } from '../src/commands/decide-renames.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { type Generated, generate } from '../src/commands/generate.ts';
import { toldBy } from '../src/commands/told-by.ts';
import type { Action, Plan } from '../src/model/operation.ts';
import type { Told } from '../src/model/told.ts';
import { renameInText } from '../src/plan/rename-text.ts';
import { parseRename } from '../src/project/declared-renames.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';

const SILENT = { phase: () => undefined, note: () => undefined };
const NOBODY: RenameWishes = { told: [], denied: [], acceptAll: false, ask: null };
const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

interface Fixture {
  readonly database: FreshDatabase;
  code(columns: string, table?: string, config?: string): void;
  plan(renames?: RenameWishes, destructive?: boolean): Promise<Generated>;
  apply(): ReturnType<typeof apply>;
}

async function fixture(columns: string, row = 'number, number * 7'): Promise<Fixture> {
  const directory = mkdtempSync(join(tmpdir(), 'moose-renames-'));
  made.push(directory);
  mkdirSync(join(directory, 'app'));
  writeFileSync(join(directory, 'moose.config.toml'), 'source_dir = "app"\n');
  const database = await freshDatabase('renames');
  const options = {
    cwd: directory,
    configFile: null,
    env: {},
    clickhouseUrl: database.url,
    kafkaBrokers: null,
  };
  const project: Fixture = {
    database,
    code(next, table = 'orders', config = '') {
      writeFileSync(
        join(directory, 'app', 'index.ts'),
        `import { Key, UInt32, UInt64, RenamedFrom, ClickHouseDefault, OlapTable } from 'moose-migrate';\ninterface Row { id: Key<UInt64>; ${next} }\nexport const t = new OlapTable<Row>('${table}', { orderByFields: ['id'], ${config} });\n`,
      );
    },
    plan: (renames = NOBODY, destructive = false) =>
      generate(
        {
          ...options,
          save: true,
          approval: { all: false, destructive, ask: null },
          versions: KEEP_VERSIONS,
          renames,
          now: new Date(0),
        },
        SILENT,
      ),
    apply: () => apply({ ...options, ...QUIET_APPLY }, SILENT),
  };
  project.code(columns);
  await project.plan();
  await project.apply();
  await database.clickhouse.execute(`INSERT INTO orders SELECT ${row} FROM numbers(5)`);
  return project;
}

const kinds = ({ plan }: Generated): readonly string[] =>
  plan.operations.map(({ kind, because }) => `${kind} ${because.split('/').at(-1)}`);

async function totalOf({ database }: Fixture, column: string, table = 'orders'): Promise<number> {
  const [row] = await database.clickhouse.query<{ readonly total: number | string }>(
    `SELECT toInt32(sum(${column})) AS total FROM ${table}`,
  );
  return Number(row?.total);
}

describeWithEngine('renames', () => {
  it('are never assumed: a plan that would drop what looks renamed is not saved', async () => {
    const project = await fixture('total_amount: UInt32');
    project.code('amount_total: UInt32');
    await expect(project.plan()).rejects.toMatchObject({
      code: 'RENAME_UNDECIDED',
      problems: [{ hint: expect.stringContaining('--rename orders.total_amount=amount_total') }],
    });
    expect(kinds(await project.plan(NOBODY, true))).toEqual([
      'DropTableColumn total_amount',
      'AddTableColumn amount_total',
    ]);
  });

  it.each<[string, RenameWishes]>([
    ['by --rename', { ...NOBODY, told: ['orders.total_amount=amount_total'] }],
    ['by --yes-rename', { ...NOBODY, acceptAll: true }],
    ['by the answer of a person', { ...NOBODY, ask: async () => 'rename' }],
  ])('keep every value, told %s', async (_, wishes) => {
    const project = await fixture('total_amount: UInt32');
    project.code('amount_total: UInt32');
    expect(kinds(await project.plan(wishes))).toEqual(['RenameTableColumn amount_total']);
    expect((await project.apply()).remaining?.operations).toEqual([]);
    expect(await totalOf(project, 'amount_total')).toBe(70);
  });

  it('told in the code need no flag, keep further changes, and stay harmless afterwards', async () => {
    const project = await fixture('total: UInt32');
    project.code(
      "amount: UInt64 & RenamedFrom<'total'> & ClickHouseDefault<'3'>;\n /** @renamedFrom nothing_here */ note: string",
    );
    expect(kinds(await project.plan())).toEqual([
      'RenameTableColumn amount',
      'AddTableColumn note',
      'ModifyTableColumn amount',
    ]);
    expect((await project.apply()).remaining?.operations).toEqual([]);
    expect(await totalOf(project, 'amount')).toBe(70);
    expect(kinds(await project.plan())).toEqual([]);
  });

  it('reach the indexes and defaults over the column', async () => {
    const project = await fixture('total: UInt32');
    const index = (column: string) =>
      `indexes: [{ name: 'by_total', expression: '${column} * 2', type: 'minmax' }]`;
    project.code(
      'total: UInt32; half: UInt32 & ClickHouseDefault<"intDiv(total, 2)">',
      'orders',
      index('total'),
    );
    await project.plan();
    await project.apply();
    project.code(
      'amount: UInt32; half: UInt32 & ClickHouseDefault<"intDiv(amount, 2)">',
      'orders',
      index('amount'),
    );
    expect(kinds(await project.plan({ ...NOBODY, told: ['orders.total=amount'] }))).toEqual([
      'RenameTableColumn amount',
    ]);
    expect((await project.apply()).remaining?.operations).toEqual([]);
  });

  it('may be denied one by one, which approves nothing', async () => {
    const project = await fixture('total_amount: UInt32');
    project.code('amount_total: UInt32');
    const generated = await project.plan({ ...NOBODY, denied: ['orders.total_amount'] });
    expect(generated.undecided).toEqual([]);
    expect(generated.plan.operations.map(({ kind, hazards, approved }) => [kind, hazards, approved])).toEqual(
      [
        ['DropTableColumn', ['DELETES_DATA'], []],
        ['AddTableColumn', [], []],
      ],
    );
    await expect(project.plan({ ...NOBODY, denied: ['orders.amount'] })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    });
  });

  it('are looked for where the type changes as well', async () => {
    const project = await fixture('total_amount: UInt32');
    project.code('total_amounts: UInt64');
    await expect(project.plan()).rejects.toMatchObject({ code: 'RENAME_UNDECIDED' });
    expect(kinds(await project.plan({ ...NOBODY, acceptAll: true }))).toEqual([
      'RenameTableColumn total_amounts',
      'ModifyTableColumn total_amounts',
    ]);
  });

  it('of a chain are done from its end, in one plan', async () => {
    const project = await fixture('total: UInt32');
    project.code('total: UInt32; tax: UInt32');
    await project.plan();
    await project.apply();
    await project.database.clickhouse.execute(
      'INSERT INTO orders SELECT number, number * 7, number * 11 FROM numbers(5)',
    );
    project.code("tax: UInt32 & RenamedFrom<'total'>; fee: UInt32 & RenamedFrom<'tax'>");
    expect(kinds(await project.plan())).toEqual(['RenameTableColumn fee', 'RenameTableColumn tax']);
    expect((await project.apply()).remaining?.operations).toEqual([]);
    expect([await totalOf(project, 'tax'), await totalOf(project, 'fee')]).toEqual([140, 110]);
    expect((await project.plan()).plan).toMatchObject({ operations: [], refused: [] });
    project.code("tax: UInt32 & RenamedFrom<'fee'>; fee: UInt32 & RenamedFrom<'tax'>");
    expect((await project.plan()).plan.refused.map(({ because }) => because)).toEqual([
      '`fee` and `tax` are said to change places, and nothing tells which is which',
    ]);
    project.code("tax: UInt32; fee: UInt32; levy: UInt32 & RenamedFrom<'tax'>");
    expect((await project.plan()).plan.refused.map(({ because }) => because)).toEqual([
      '`tax` is said to be the old name of `levy`, and the code declares it as well',
    ]);
  });

  it('by flags that name nothing are refused, all at once', async () => {
    const project = await fixture('total: UInt32');
    project.code('amount: UInt32');
    const told = ['orders.tpyo=amount', 'orders.total=amuont', 'sales=orders', 'order.total=amount', 'total'];
    const { name } = project.database;
    await expect(project.plan({ ...NOBODY, told })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      problems: [
        `orders.tpyo=amount: ${name}.orders has no column \`tpyo\` on the server`,
        `orders.total=amuont: the code declares no column \`amuont\` of ${name}.orders`,
        `sales=orders: the server has no table ${name}.sales`,
        `order.total=amount: the code declares no table ${name}.order`,
        'total: it is not understood',
      ].map((message) => ({ message: `--rename ${message}` })),
    });
  });

  it('are asked about where only the name of a column is another one', async () => {
    const project = await fixture('v: UInt32; w: string', "number, number * 7, 'w'");
    project.code('value: UInt32; label: string');
    await expect(project.plan()).rejects.toMatchObject({
      code: 'RENAME_UNDECIDED',
      problems: [
        { hint: expect.stringContaining('--rename orders.v=value ') },
        { hint: expect.stringContaining('--not-renamed orders.w') },
      ],
    });
  });

  it('of a table are never assumed', async () => {
    const project = await fixture('total: UInt32');
    project.code('total: UInt32; note: string', 'orders_all');
    await expect(project.plan()).rejects.toMatchObject({
      code: 'RENAME_UNDECIDED',
      message: 'Tables look renamed; dropping them would lose their rows. Nothing was written.',
      problems: [
        {
          hint: 'If so: --rename orders=orders_all (or renamedFrom in the code, or --yes-rename for all); if not: --not-renamed orders',
        },
      ],
    });
    const wanted = ['CreateTable', 'DropTable'];
    const plainKinds = (generated: Generated) => generated.plan.operations.map(({ kind }) => kind).sort();
    const denied = await project.plan({ ...NOBODY, denied: ['orders'] });
    expect([plainKinds(denied), denied.undecided]).toEqual([wanted, []]);
    expect(plainKinds(await project.plan(NOBODY, true))).toEqual(wanted);
    await expect(project.plan({ ...NOBODY, denied: ['order'] })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    });
  });

  it('of a table and of its columns are asked about one after the other, and keep every row', async () => {
    const project = await fixture(
      'total_amount: UInt32; paid: boolean; note: string',
      "number, number * 7, 1, 'n'",
    );
    project.code('amount_total: UInt32; paid: boolean; note: string', 'orders_all');
    const asked: string[] = [];
    const ask: RenameWishes['ask'] = async ({ of, before, after }) => {
      asked.push(`${of} ${before} ${after}`);
      return 'rename';
    };
    const told = kinds(await project.plan({ ...NOBODY, ask })).map((kind) => kind.split(' ')[0]);
    expect(asked).toEqual(['table orders orders_all', 'column total_amount amount_total']);
    expect(told).toEqual(['RenameTable', 'RenameTableColumn']);
    const denied = ['orders_all.total_amount'];
    expect(
      (await project.plan({ ...NOBODY, acceptAll: true, denied })).plan.operations.map(({ kind }) => kind),
    ).toEqual(['RenameTable', 'DropTableColumn', 'AddTableColumn']);
    await project.plan({ ...NOBODY, acceptAll: true });
    expect((await project.apply()).remaining?.operations).toEqual([]);
    expect(await totalOf(project, 'amount_total', 'orders_all')).toBe(70);
  });

  it('of a table may name its database', async () => {
    const project = await fixture('total: UInt32');
    project.code('total: UInt32', 'purchases');
    const told = [`${project.database.name}.orders=purchases`];
    expect(kinds(await project.plan({ ...NOBODY, told })).map((kind) => kind.split(' ')[0])).toEqual([
      'RenameTable',
    ]);
  });

  it('of key columns are refused with the reason', async () => {
    const project = await fixture('total: UInt32');
    project.code('total: UInt32', 'orders', "orderByFields: ['id']");
    writeFileSync(
      join(made.at(-1) ?? '', 'app', 'index.ts'),
      "import { Key, UInt32, UInt64, OlapTable } from 'moose-migrate';\ninterface Row { order: Key<UInt64>; total: UInt32 }\nexport const t = new OlapTable<Row>('orders', { orderByFields: ['order'] });\n",
    );
    const { plan } = await project.plan({ ...NOBODY, told: ['orders.id=order'] });
    expect(plan.refused.map(({ because }) => because)).toContainEqual(
      expect.stringContaining('part of a key'),
    );
  });

  it('of tables keep the rows', async () => {
    const project = await fixture('total: UInt32');
    project.code('total: UInt32; note: string', 'purchases', "renamedFrom: 'orders'");
    expect(kinds(await project.plan()).map((kind) => kind.replace(/ \w+\./, ' '))).toEqual([
      'RenameTable purchases',
      'AddTableColumn note',
    ]);
    expect((await project.apply()).remaining?.operations).toEqual([]);
    expect(await totalOf(project, 'total', 'purchases')).toBe(70);
    expect(kinds(await project.plan())).toEqual([]);
  });
});

describeWithEngine('columns that pass their names round', () => {
  const SWAPPED = "total: string & RenamedFrom<'note'>; note: UInt32 & RenamedFrom<'total'>";

  async function swapping(): Promise<Fixture> {
    const project = await fixture('total: UInt32; note: string', "number, number * 7, 'n'");
    project.code(SWAPPED);
    return project;
  }

  it('change places by way of a third name, once, and the code may go on saying so', async () => {
    const project = await swapping();
    expect(kinds(await project.plan())).toEqual([
      'RenameTableColumn moose_becomes_total',
      'RenameTableColumn note',
      'RenameTableColumn total',
    ]);
    const applied = await project.apply();
    expect([applied.report.outcome, applied.remaining?.operations]).toEqual(['applied', []]);
    expect(await totalOf(project, 'note')).toBe(70);
    expect((await project.apply()).report.outcome).toBe('already-applied');
    expect(await totalOf(project, 'note')).toBe(70);
    expect((await project.plan()).plan).toMatchObject({ operations: [], refused: [] });
  });

  it('of one type are not taken for exchanged in silence where only a comment tells them apart', async () => {
    const [wide, high] = ['/** across */', '/** upwards */'];
    const project = await fixture(
      `\n${wide} width: UInt32;\n${high} height: UInt32;\n`,
      'number, number, number * 7',
    );
    project.code(
      `\n${wide} width: UInt32 & RenamedFrom<'height'>;\n${high} height: UInt32 & RenamedFrom<'width'>;\n`,
    );
    const { plan, notes } = await project.plan();
    expect(plan).toMatchObject({ operations: [], refused: [] });
    expect(notes).toEqual([expect.stringMatching(/orders: `height` and `width` are said to change places/)]);
    // What is moved along with its comment is told by it, and for a moment no words are in doubt.
    project.code(
      `\n${high} width: UInt32 & RenamedFrom<'height'>;\n${wide} height: UInt32 & RenamedFrom<'width'>;\n`,
    );
    const moving = await project.plan();
    expect(kinds(moving)).toHaveLength(3);
    expect(moving.notes.join()).not.toContain('change places');
    expect((await project.apply()).remaining?.operations).toEqual([]);
    expect(await totalOf(project, 'width')).toBe(70);
  });

  it('go on from wherever they were interrupted', async () => {
    for (const statements of [
      ['RENAME COLUMN note TO moose_becomes_total'],
      ['RENAME COLUMN note TO moose_becomes_total', 'RENAME COLUMN total TO note'],
    ]) {
      const project = await swapping();
      for (const statement of statements)
        await project.database.clickhouse.execute(`ALTER TABLE orders ${statement}`);
      expect(kinds(await project.plan())).toHaveLength(3 - statements.length);
      expect((await project.apply()).remaining?.operations).toEqual([]);
      expect(await totalOf(project, 'note')).toBe(70);
    }
  });

  it('may be three, and change besides', async () => {
    const project = await fixture(
      'total: UInt32; note: string; paid: boolean',
      "number, number * 7, 'n', true",
    );
    project.code(
      "total: string & RenamedFrom<'note'>; note: boolean & RenamedFrom<'paid'>; paid: UInt64 & RenamedFrom<'total'>",
    );
    expect(kinds(await project.plan())).toEqual([
      'RenameTableColumn moose_becomes_total',
      'RenameTableColumn note',
      'RenameTableColumn paid',
      'RenameTableColumn total',
      'ModifyTableColumn paid',
    ]);
    expect((await project.apply()).remaining?.operations).toEqual([]);
    expect(await totalOf(project, 'paid')).toBe(70);
  });
});

describe('the renames of a plan', () => {
  const target = { database: 'shop', name: 'orders', cluster: null };
  const common = {
    target,
    because: '',
    hazards: [],
    cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
    approved: [],
    checks: [],
  } as const;
  const planOf = (actions: readonly Action[]): Plan => ({
    base: '',
    desired: '',
    operations: actions.map((action) => ({ ...action, ...common })),
    refused: [],
    withheld: [],
  });

  it('are told from the first name to the last', () => {
    const column = (before: string, after: string) => ({ kind: 'RenameTableColumn', before, after }) as const;
    const of = ({ renames }: Told) => renames.map(({ before, after }) => `${before} ${after}`);
    expect(of(toldBy(planOf([column('a', 'x'), column('b', 'a'), column('x', 'b')])))).toEqual([
      'a b',
      'b a',
    ]);
    const exchange = (other: string) => ({ kind: 'ExchangeTables', other }) as const;
    expect(of(toldBy(planOf([exchange('sales')])))).toEqual(['orders sales', 'sales orders']);
    expect(of(toldBy(planOf([exchange('sales'), exchange('old')])))).toEqual([
      'orders sales',
      'sales old',
      'old orders',
    ]);
  });
});

describe('the words of a rename', () => {
  it('name a column, a column of another database, or a table', () => {
    expect(parseRename('orders.total=amount', 'shop')).toEqual({
      of: 'column',
      table: 'shop.orders',
      before: 'total',
      after: 'amount',
    });
    expect(parseRename('raw.orders.total=amount', 'shop')).toEqual({
      of: 'column',
      table: 'raw.orders',
      before: 'total',
      after: 'amount',
    });
    expect(parseRename('orders=purchases', 'shop')).toEqual({
      of: 'table',
      database: 'shop',
      before: 'orders',
      after: 'purchases',
    });
    for (const wrong of ['orders', 'a=b=c', '=b', 'a=', 'a.b.c.d=e'])
      expect(parseRename(wrong, 'shop')).toBeNull();
  });

  it('change names, not functions, strings or parts of other names', () => {
    expect(renameInText("total + total(1) + 'total' + t.total + `total` + totals", 'total', 'sum all')).toBe(
      "`sum all` + total(1) + 'total' + t.total + `sum all` + totals",
    );
  });
});
