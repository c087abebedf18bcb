import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { readObject } from '../src/ddl/read-object.ts';
import { infraMapOf } from '../src/drivers/clickhouse/introspect.ts';
import { sourceOf } from '../src/project/source/index.ts';
import { SDK_NAMES } from '../src/project/source/sdk-names.ts';
import { describeWithEngine } from './support/engine.ts';
import { complaintsAbout } from './support/installed-sdk.ts';
import { type CommandProject, commandProject, type Ended } from './support/moose.ts';
import { anyTable } from './support/pull-arbitrary.ts';
import { type PullServer, startPullServer } from './support/pull-server.ts';

const CONFIG = [
  '[features]',
  'streaming_engine = false',
  '[clickhouse_config]',
  'db_name = "local"',
  'additional_databases = ["archive"]',
  '',
].join('\n');
const SCHEMA = readFileSync(fileURLToPath(new URL('pull/schema.sql', import.meta.url)), 'utf8');

/** What the schema holds that is not written, and the beginning of why. */
const NOT_DECLARED: Readonly<Record<string, string>> = {
  'local.secret_view': 'it holds a secret that the server does not tell',
  'local.over_function': 'tables over a table function cannot be declared yet',
  'local.stale_view':
    'made anew, it would not be the same (ModifyView): columns `id` UInt64, `a` String -> `id` UInt64, `a` LowCardinality(String)',
};

const PULLED = z.object({
  files: z.array(z.object({ path: z.string(), addresses: z.array(z.string()) })),
  leftOut: z.array(z.object({ address: z.string(), because: z.string() })),
  excluded: z.number(),
  variables: z.array(z.string()),
  unconfigured: z.array(z.string()),
  unread: z.array(z.string()),
  importFrom: z.string().nullable(),
});
type Pulled = z.infer<typeof PULLED>;

const PLANNED = z.object({
  operations: z.array(z.unknown()),
  refused: z.array(z.unknown()).optional(),
  unmanaged: z.array(z.string()),
});

function statements(sql: string): readonly string[] {
  const text = sql
    .replace(/^--.*$/gm, '')
    .replaceAll('OTHER', 'archive')
    .replaceAll('DATABASE', 'local');
  return text
    .split(/;\s*\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** What code takes from the library; a row type with one of these names would hide it. */
function importedNames(code: string): readonly string[] {
  const lists = [...code.matchAll(/import (?:type )?\{([^}]*)\} from 'moose-migrate'/g)];
  return lists
    .flatMap(([, list = '']) => list.split(',').map((name) => name.replace(/\btype\b/, '').trim()))
    .filter((name) => name !== '');
}

it('gives each secret a variable of its own', () => {
  const address = "URL('https://u:[HIDDEN]@files.example/x?token=[HIDDEN]', 'CSV')";
  const readings = [
    ['local', 'rates'],
    ['archive', 'rates'],
    ['local', 'курсы'],
    ['local', 'валюты'],
    ['local', '2024_rates'],
  ].map(([database = '', name = '']) =>
    readObject({
      database,
      name,
      engine: 'URL',
      text: `CREATE TABLE ${database}.\`${name}\` (\`id\` UInt32) ENGINE = ${address}`,
    }),
  );
  const { files, variables } = sourceOf(infraMapOf(readings, 'local'), {
    layout: 'table',
    lifeCycle: 'FULLY_MANAGED',
    without: new Map(),
  });
  expect(variables).toEqual([
    'RATES_URL',
    'RATES_URL2',
    'RATES_URL3',
    'RATES_URL4',
    'SECRET_2024_RATES_URL',
    'SECRET_2024_RATES_URL2',
    'SECRET_URL',
    'SECRET_URL2',
    'SECRET_URL3',
    'SECRET_URL4',
  ]);
  const taken = files.flatMap(({ text }) => [...text.matchAll(/Env\.get\('(\w+)'\)/g)].map(([, one]) => one));
  expect(taken.sort()).toEqual(variables);
});

describeWithEngine('moose db pull', { timeout: 180_000 }, () => {
  let server: PullServer;
  beforeAll(async () => {
    server = await startPullServer();
  });
  afterAll(() => server.stop());
  beforeEach(() => server.reset());

  async function load(sql: string): Promise<void> {
    for (const statement of statements(sql)) await server.clickhouse.execute(statement);
  }

  const run = (project: CommandProject, ...words: readonly string[]): Promise<Ended> =>
    project.moose(...words, '--clickhouse-url', server.url, '--json');

  async function pulled(project: CommandProject, ...flags: readonly string[]): Promise<Pulled> {
    const { code, stdout, stderr } = await run(project, 'db', 'pull', ...flags);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return PULLED.parse(JSON.parse(stdout));
  }

  /** The law: what was pulled and generated again is an empty plan. */
  async function expectNothingToDo(project: CommandProject, written: Pulled): Promise<void> {
    const { code, stdout } = await run(project, 'migrate', 'generate');
    const plan = PLANNED.parse(JSON.parse(stdout));
    expect(plan.operations).toEqual([]);
    expect(plan.refused ?? []).toEqual([]);
    expect(code).toBe(0);
    expect([...plan.unmanaged].sort()).toEqual(written.leftOut.map(({ address }) => address).sort());
  }

  const project = (): CommandProject => commandProject({ 'moose.config.toml': CONFIG });

  /** Everything that stands in the source folder, as one text. */
  function codeOf(made: CommandProject): string {
    const app = join(made.directory, 'app');
    const files = [...made.files('app')].map(([path, text]) => [relative(app, path), text] as const);
    return files
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => `// ${path}\n${text}`)
      .join('\n');
  }

  it('writes a wide schema so that nothing is left to do, and lists the rest with the reason', async () => {
    await load(SCHEMA);
    const made = project();
    const written = await pulled(made);
    const declared = written.files.flatMap(({ addresses }) => addresses);
    expect([...declared, ...written.leftOut.map(({ address }) => address)].sort()).toEqual(
      [...(await server.addresses())].sort(),
    );
    const reasons = Object.fromEntries(
      written.leftOut.map(({ address, because }) => [
        address,
        because.slice(0, NOT_DECLARED[address]?.length ?? 0),
      ]),
    );
    expect(reasons).toEqual(NOT_DECLARED);
    expect(written.variables).toEqual([
      'BUCKET_AWS_ACCESS_KEY_ID',
      'BUCKET_AWS_SECRET_ACCESS_KEY',
      'PEOPLE_PASSWORD',
      'SECRET_SETTING_KAFKA_SASL_PASSWORD',
    ]);
    await expectNothingToDo(made, written);
    expect(importedNames(codeOf(made)).filter((name) => !SDK_NAMES.includes(name))).toEqual([]);
    await expect(codeOf(made)).toMatchFileSnapshot('pull/expected/code.txt');
    expect(complaintsAbout(made.directory, 'app')).toEqual({ compiler: '', formatter: '' });
  });

  it('writes a file for each domain, with no circle between them', async () => {
    await load(SCHEMA);
    const made = project();
    const written = await pulled(made, '--layout', 'domain');
    expect(written.files.map(({ path }) => path)).toContain('app/summing.ts');
    expect(written.files.find(({ path }) => path === 'app/views.ts')?.addresses).toContain(
      'local.busy_names',
    );
    await expectNothingToDo(made, written);
    expect(complaintsAbout(made.directory, 'app')).toEqual({ compiler: '', formatter: '' });
  });

  it('reads and writes what it is asked for', async () => {
    await load(`CREATE TABLE orders (id UInt32, name String) ENGINE = MergeTree ORDER BY id;
      CREATE TABLE order_items (id UInt32) ENGINE = MergeTree ORDER BY id;
      CREATE TABLE users (id UInt32) ENGINE = MergeTree ORDER BY id;
      CREATE TABLE archive.orders (id UInt32) ENGINE = MergeTree ORDER BY id;
      CREATE MATERIALIZED VIEW copy_mv TO archive.orders AS SELECT id FROM orders;\n`);
    const made = project();
    const written = await pulled(
      made,
      '--include',
      'order*,*_mv',
      '--exclude',
      'archive.*',
      '--life-cycle',
      'DELETION_PROTECTED',
      '--out',
      'app/live',
    );
    expect(written.files.map(({ path }) => path)).toEqual([
      'app/live/order-items.ts',
      'app/live/orders.ts',
      'app/live/index.ts',
    ]);
    expect(written.leftOut).toEqual([
      { address: 'local.copy_mv', because: 'its target table archive.orders is not among what is written' },
    ]);
    expect(written.excluded).toBe(2);
    expect(written.importFrom).toBe('./live');
    expect(
      made.read('app/live/orders.ts'),
    ).toBe(`import { ClickHouseEngines, type Key, LifeCycle, OlapTable, type UInt32 } from 'moose-migrate';

export interface Order {
  id: Key<UInt32>;
  name: string;
}

export const orders = new OlapTable<Order>('orders', {
  engine: ClickHouseEngines.MergeTree,
  orderByFields: ['id'],
  lifeCycle: LifeCycle.DELETION_PROTECTED,
});
`);
  });

  it('overwrites nothing unless it is told to', async () => {
    await load('CREATE TABLE orders (id UInt32) ENGINE = MergeTree ORDER BY id;\n');
    const made = commandProject({ 'moose.config.toml': CONFIG, 'app/orders.ts': '// mine\n' });
    const refused = await run(made, 'db', 'pull');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code: 'FILE_EXISTS', message: 'Nothing was written: app/orders.ts would be overwritten.' },
    });
    expect([...made.files('app').values()]).toEqual(['// mine\n']);
    await pulled(made, '--force');
    expect(made.read('app/orders.ts')).toContain("new OlapTable<Order>('orders'");
  });

  it('reads databases that the project does not know yet, and says what to configure', async () => {
    await load(`CREATE TABLE orders (id UInt32) ENGINE = MergeTree ORDER BY id;
      CREATE TABLE archive.orders (id UInt32) ENGINE = MergeTree ORDER BY id;\n`);
    const made = commandProject({ 'moose.config.toml': CONFIG.replace(/additional.*\n/, '') });
    expect((await pulled(made)).unread).toEqual(['archive']);
    const written = await pulled(made, '--databases', 'archive', '--force');
    expect(written.unconfigured).toEqual(['archive']);
    made.write('moose.config.toml', CONFIG);
    await expectNothingToDo(made, written);
  });

  it('writes an index.ts that loads when there is nothing to declare', async () => {
    const made = project();
    const written = await pulled(made);
    expect(written.files).toEqual([{ path: 'app/index.ts', addresses: [] }]);
    await expectNothingToDo(made, written);
  });

  it('leaves nothing to do for any table that ClickHouse takes', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTable, { minLength: 12, maxLength: 12 }), async (tables) => {
        await server.reset();
        let count = 0;
        for (const [at, table] of tables.entries()) {
          // What ClickHouse refuses is no schema; the others are many enough.
          count += await server.clickhouse.execute(`CREATE TABLE table_${at} ${table}`).then(
            () => 1,
            () => 0,
          );
        }
        const made = project();
        const written = await pulled(made);
        expect(written.leftOut).toEqual([]);
        expect(count).toBeGreaterThan(2);
        expect(written.files.flatMap(({ addresses }) => addresses)).toHaveLength(count);
        await expectNothingToDo(made, written);
        // A formatter may break odd types where we do not; the compiler takes them all.
        expect(complaintsAbout(made.directory, 'app').compiler).toBe('');
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
