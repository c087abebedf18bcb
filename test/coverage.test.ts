import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apply } from '../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { type Generated, generate } from '../src/commands/generate.ts';
import { type Pulled, pull } from '../src/commands/pull.ts';
import type { Talk } from '../src/commands/talk.ts';
import { readObject } from '../src/ddl/read-object.ts';
import { parseOnServer } from '../src/drivers/clickhouse/statement.ts';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import { canonicalTable } from '../src/facets/tables/index.ts';
import { emptyInfraMap } from '../src/model/infra-map.ts';
import { driftBetween } from '../src/plan/drift.ts';
import { sourceOf } from '../src/project/source/index.ts';
import { COVERED, type Covered, PLANNED, WITHOUT_FORM } from './everything/covered.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine } from './support/engine.ts';
import { complaintsAbout } from './support/installed-sdk.ts';
import { DATABASES, type PullServer, startPullServer } from './support/pull-server.ts';

const SILENT: Talk = { phase: () => undefined, note: () => undefined };
const ENV = Object.fromEntries(
  [
    'SHOP_PASSWORD',
    'ODBC_CONNECTION',
    'S3_KEY',
    'S3_SECRET',
    'S3_TOKEN',
    'HEADER_KEY',
    'KAFKA_PASSWORD',
    'AZURE_KEY',
    'AZURE_CONNECTION',
    'NATS_TOKEN',
    'RABBIT_PASSWORD',
  ].map((name) => [name, 'secret-hunter2']),
);
const CONFIG = `[features]
streaming_engine = false
[clickhouse_config]
db_name = "${DATABASES[0]}"
additional_databases = ["${DATABASES[1]}"]
[[clickhouse_config.clusters]]
name = "main"
`;
const SERVER = {
  ...emptyEmbeddedConfig,
  clusters: [
    {
      name: 'main',
      shards: [[{ host: '127.0.0.1', port: 1, username: 'reader', password: 'secret-hunter2' }]],
    },
  ],
  users: [{ name: 'coverage_reader', password: '', settings: {}, databases: null }],
  storagePolicies: [
    {
      name: 'tiered',
      volumes: [
        { name: 'hot', disks: ['default'] },
        { name: 'cold', disks: ['cellar', 'attic'] },
      ],
    },
  ],
};

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moose-coverage-'));
  made.push(folder);
  writeFileSync(join(folder, 'moose.config.toml'), CONFIG);
  return folder;
}

function projectOf(name: 'applied' | 'planned'): string {
  const folder = projectFolder();
  cpSync(fileURLToPath(new URL(`everything/${name}`, import.meta.url)), join(folder, 'app'), {
    recursive: true,
  });
  return folder;
}

function everythingIn(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describeWithEngine('everything that ClickHouse 26.7 has', { timeout: 300_000 }, () => {
  let server: PullServer;
  beforeAll(async () => {
    server = await startPullServer(SERVER);
    await server.clickhouse.execute(
      "CREATE NAMED COLLECTION coverage_lake AS url = 'https://lake.example/x'",
    );
    await server.clickhouse.execute(
      "CREATE NAMED COLLECTION coverage_shop AS host = '127.0.0.1', port = 1, user = 'reader', password = 'secret-hunter2', db = 'shop'",
    );
  });
  afterAll(() => server.stop());

  const options = (cwd: string, env: Readonly<Record<string, string>> = ENV) => ({
    cwd,
    configFile: null,
    env,
    clickhouseUrl: server.url,
    kafkaBrokers: null,
  });

  const generated = (cwd: string, env?: Readonly<Record<string, string>>): Promise<Generated> =>
    generate(
      {
        ...options(cwd, env),
        save: true,
        approval: { all: true, destructive: true, ask: null },
        now: new Date('2026-03-04T05:06:07.890Z'),
        renames: { told: [], denied: [], acceptAll: false, ask: null },
        versions: KEEP_VERSIONS,
      },
      SILENT,
    );

  /** Nothing is left to do, and nothing is refused. */
  async function expectNothingLeft(cwd: string, env?: Readonly<Record<string, string>>): Promise<void> {
    const { plan } = await generated(cwd, env);
    expect({ operations: plan.operations, refused: plan.refused }).toEqual({ operations: [], refused: [] });
  }

  async function liveTexts(): Promise<ReadonlyMap<string, string>> {
    const tables = await server.clickhouse.query<{ readonly address: string; readonly text: string }>(
      "SELECT concat(database, '.', name) AS address, create_table_query AS text FROM system.tables WHERE database IN ('local', 'archive')",
    );
    const functions = await server.clickhouse.query<{ readonly address: string; readonly text: string }>(
      "SELECT concat('function/', name) AS address, create_query AS text FROM system.functions WHERE origin = 'SQLUserDefined'",
    );
    return new Map([...tables, ...functions].map(({ address, text }) => [address, text]));
  }

  it('is declared, planned, made, and then no difference; what is pulled is none either', async () => {
    const cwd = projectOf('applied');
    const first = await generated(cwd);
    expect(first.plan.refused).toEqual([]);
    const planned = new Set(first.plan.operations.map(({ because }) => because));
    expect(COVERED.filter(({ address }) => !planned.has(address))).toEqual([]);
    const applied = await apply({ ...options(cwd), ...QUIET_APPLY }, SILENT);
    const { operations, refused } = applied.remaining ?? {};
    expect({ operations, refused, failure: applied.failure }).toEqual({
      operations: [],
      refused: [],
      failure: null,
    });
    const live = await liveTexts();
    const missing = COVERED.filter(({ address, text }) => live.get(address)?.includes(text) !== true);
    expect(missing.map(({ what, address, text }) => ({ what, text, live: live.get(address) }))).toEqual([]);
    await expectNothingLeft(cwd);
    expect(JSON.stringify([first, applied])).not.toContain('hunter2');
    expect(everythingIn(join(cwd, 'migrations'))).not.toContain('hunter2');

    const again = projectFolder();
    const pulled = await pull({ ...options(again), ...PULL }, SILENT);
    expect(pulled.leftOut).toEqual([]);
    expect(pulled.files.flatMap(({ addresses }) => addresses).sort()).toEqual(
      (await server.addresses()).filter((address) => !address.includes('._moose')).sort(),
    );
    await expectNothingLeft(again, secretsFor(pulled));
    const code = pulled.files.map(({ path }) => readFileSync(join(again, path), 'utf8')).join('\n');
    expect(code).not.toContain('hunter2');
    expect(complaintsAbout(again, 'app').compiler).toBe('');
  });

  it('that cannot be made here is declared, planned, parsed and read back; what is written of it plans the same', async () => {
    await server.reset();
    const cwd = projectOf('planned');
    const { plan, steps, desired } = await generated(cwd);
    expect(plan.refused).toEqual([]);
    expect(plan.operations.map(({ target }) => target.name).sort()).toEqual(Object.keys(PLANNED).sort());
    expect(JSON.stringify([plan, desired])).not.toContain('hunter2');
    const statements = steps.flatMap((step) => step.statements);
    expect((await parseOnServer(server.clickhouse, statements)).filter((error) => error !== null)).toEqual(
      [],
    );
    const tables = await Promise.all(
      desired.tables.map(async (table, at) => {
        const text = await formatted(statements.find((one) => one.includes(`.\`${table.name}\``)) ?? '');
        expect(text).toContain(`ENGINE = ${PLANNED[table.name]}`);
        const reading = readObject({ database: 'local', name: table.name, engine: table.engine.name, text });
        if (reading.family !== 'table') throw new Error(`${table.name} is no table`);
        expect(reading.object.notUnderstood).toBeNull();
        const { lifeCycle, cluster, source, version } = desired.tables[at] ?? table;
        return canonicalTable({ ...reading.object, lifeCycle, cluster, source, version });
      }),
    );
    const live = { ...emptyInfraMap('local'), tables };
    expect(driftBetween(live, desired)).toEqual([]);
    const written = sourceOf(live, { layout: 'table', lifeCycle: 'FULLY_MANAGED', without: new Map() });
    expect(written.leftOut).toEqual([]);
    const again = projectFolder();
    for (const { path, text } of written.files) {
      mkdirSync(dirname(join(again, 'app', path)), { recursive: true });
      writeFileSync(join(again, 'app', path), text);
    }
    const variables = Object.fromEntries(written.variables.map((name) => [name, 'secret-hunter2']));
    expect(driftBetween(desired, (await generated(again, variables)).desired)).toEqual([]);
    expect(complaintsAbout(again, 'app').compiler).toBe('');
  });

  it('is named here, or it says why not', async () => {
    const names = async (sql: string): Promise<readonly string[]> =>
      (await server.clickhouse.query<{ readonly name: string }>(sql)).map(({ name }) => name);
    const known = new Set([
      ...COVERED.map(({ what }) => what),
      ...Object.values(PLANNED).map((text) => /^\w+/.exec(text)?.[0] ?? ''),
      ...Object.keys(WITHOUT_FORM),
    ]);
    const engines = await names('SELECT name FROM system.table_engines');
    const types = await names("SELECT name FROM system.data_type_families WHERE alias_to = ''");
    // One unit of time stands for the others.
    const found = [...engines, ...types].filter((name) => !/^Interval(?!Week)/.test(name));
    expect(found.filter((name) => !known.has(name))).toEqual([]);
    console.log(tableOf(COVERED));
  });

  async function formatted(statement: string): Promise<string> {
    const [row] = await server.clickhouse.query<{ readonly text: string }>(
      'SELECT formatQuerySingleLine({statement:String}) AS text',
      {
        statement: statement
          .replace(/\[(?:ENV|SECRET):[^\]']+\]/g, '[HIDDEN]')
          .replace(/ ON CLUSTER `main`/, ''),
      },
    );
    return row?.text ?? '';
  }
});

const PULL = {
  out: null,
  databases: [],
  force: false,
  include: [],
  exclude: [],
  lifeCycle: 'FULLY_MANAGED',
  layout: 'table',
} as const;

function secretsFor({ variables }: Pulled): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.map((name) => [name, 'secret-hunter2']));
}

function tableOf(covered: readonly Covered[]): string {
  const lines = (['type', 'engine', 'clause', 'index', 'object'] as const).map((of) => {
    const own = covered.filter((one) => one.of === of).map(({ what }) => what);
    return `${of.padEnd(7)} ${String(own.length).padStart(3)}  ${own.join(', ')}`;
  });
  const planned = Object.values(PLANNED).map((text) => /^\w+/.exec(text)?.[0] ?? '');
  return [...lines, `planned ${String(planned.length).padStart(3)}  ${planned.join(', ')}`].join('\n');
}
