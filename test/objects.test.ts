import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Applied, apply } from '../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { type Generated, generate } from '../src/commands/generate.ts';
import type { Talk } from '../src/commands/talk.ts';
import { secretMask } from '../src/drivers/clickhouse/secret-masking.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';

const SILENT: Talk = { phase: () => undefined, note: () => undefined };
const NO_RENAMES = { told: [], denied: [], acceptAll: false, ask: null };
const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

interface Project {
  readonly directory: string;
  readonly database: FreshDatabase;
  generate(): Promise<Generated>;
  apply(): Promise<Applied>;
}

/** A project of one file against a database of its own. */
async function project(code: string, env: Readonly<Record<string, string>> = {}): Promise<Project> {
  const directory = mkdtempSync(join(tmpdir(), 'moose-objects-'));
  made.push(directory);
  mkdirSync(join(directory, 'app'));
  writeFileSync(join(directory, 'app', 'index.ts'), code);
  writeFileSync(
    join(directory, 'moose.config.toml'),
    'source_dir = "app"\n[features]\nstreaming_engine = false\n',
  );
  const database = await freshDatabase('objects');
  const options = { cwd: directory, configFile: null, env, clickhouseUrl: database.url, kafkaBrokers: null };
  return {
    directory,
    database,
    generate: () =>
      generate(
        {
          ...options,
          save: true,
          approval: { all: false, destructive: false, ask: null },
          versions: KEEP_VERSIONS,
          now: new Date('2026-03-04T05:06:07.890Z'),
          renames: NO_RENAMES,
        },
        SILENT,
      ),
    apply: () => apply({ ...options, ...QUIET_APPLY, allow: [] }, SILENT),
  };
}

const DICTIONARY = `import { mooseRuntimeEnv, OlapDictionary, type UInt64 } from 'moose-migrate';
interface Rate { id: UInt64; rate: number }
export const rates = new OlapDictionary<Rate>('rates', {
  externalSource: {
    type: 'http', url: 'https://rates.example/all.tsv', format: 'TSV',
    credentials: { user: 'reader', password: mooseRuntimeEnv.get('RATES_PASSWORD') },
    headers: { 'X-Api-Key': 'literal-hunter2' },
  },
  primaryKey: ['id'], layout: { type: 'FLAT' }, lifetime: 3600,
});
`;

describeWithEngine('secrets of a dictionary', () => {
  it('are sent, and stand in no file and no output', async () => {
    const { directory, database, ...run } = await project(DICTIONARY, { RATES_PASSWORD: 'secret-hunter2' });
    const generated = await run.generate();
    expect(JSON.stringify(generated)).not.toContain('hunter2');
    const applied = await run.apply();
    expect(applied.remaining?.operations).toEqual([]);
    expect(JSON.stringify(applied)).not.toContain('hunter2');
    const [row] = await database.clickhouse.query<{ readonly text: string }>(
      "SELECT create_table_query AS text FROM system.tables WHERE database = {database:String} AND name = 'rates'",
      { database: database.name },
    );
    // The server hides the password and shows headers.
    expect(row?.text).toContain("VALUE 'literal-hunter2'");
    expect(row?.text).toContain("PASSWORD '[HIDDEN]'");
    expect((await run.generate()).plan.operations).toEqual([]);
    for (const file of readdirSync(join(directory, 'migrations'))) {
      expect(readFileSync(join(directory, 'migrations', file), 'utf8')).not.toContain('hunter2');
    }
  });
});

describeWithEngine('a named collection', () => {
  it('that the server does not have is told with its place in the code', async () => {
    const run = await project(`import { ClickHouseEngines, namedCollection, OlapTable } from 'moose-migrate';
interface Click { path: string }
export const clicks = new OlapTable<Click>('clicks', { engine: ClickHouseEngines.URL, collection: namedCollection('no_such_lake') });
`);
    await expect(run.generate()).rejects.toMatchObject({
      code: 'DECLARATION_INVALID',
      problems: [
        {
          message: expect.stringContaining('no named collection `no_such_lake`'),
          position: { file: 'app/index.ts', line: 3 },
        },
      ],
    });
  });
});

describeWithEngine('SQL functions of others', () => {
  it('are neither dropped nor listed, and may be called', async () => {
    const { database, ...run } =
      await project(`import { OlapTable, sql, type UInt64, View } from 'moose-migrate';
interface Order { id: UInt64 }
export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const doubled = new View('doubled', { selectStatement: sql.statement\`SELECT objects_test_double(id) AS id FROM \${orders}\`, baseTables: [orders] });
`);
    await database.clickhouse.execute('CREATE OR REPLACE FUNCTION objects_test_double AS x -> x * 2');
    try {
      const generated = await run.generate();
      expect(generated.plan.operations.map(({ kind }) => kind)).toEqual(['CreateTable', 'CreateView']);
      expect(generated.unmanaged).toEqual([]);
      expect((await run.apply()).remaining?.operations).toEqual([]);
      expect((await run.generate()).plan.operations).toEqual([]);
    } finally {
      await database.clickhouse.execute('DROP FUNCTION objects_test_double');
    }
  });
});

const EVERYTHING = `import { ClickHouseDefault, MaterializedView, OlapDictionary, OlapTable, SqlFunction, sql, type UInt32, type UInt64, View } from 'moose-migrate';
export const gross = new SqlFunction('objects_test_gross', { parameters: ['net', 'rate'], expression: 'net + net * rate' });
export const twice = new SqlFunction('objects_test_twice', { parameters: ['net'], expression: 'objects_test_gross(net, 1) - 0' });
interface Order { id: UInt64; net: UInt32; total: UInt64 & ClickHouseDefault<'toUInt64(objects_test_twice(net) + 1)'> }
export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
interface Label { id: UInt64; net: UInt32 }
export const labels = new OlapDictionary<Label>('labels', { sourceTable: orders, primaryKey: ['id'], layout: { type: 'SPARSE_HASHED' }, lifetime: 70, comment: 'by id' });
export const shown = new View('shown', {
  selectStatement: sql.statement\`SELECT id, \${gross.call('net', sql.fragment\`3\`)} AS total, \${labels.get('net', 'id')} AS label FROM \${orders} WHERE net > {least:UInt32}\`,
  baseTables: [orders, labels], sqlSecurity: 'NONE',
});
export const kept = new MaterializedView<Label>({
  materializedViewName: 'kept', selectStatement: sql.statement\`SELECT id, toUInt32(\${twice.call('net')}) AS net FROM \${orders}\`, selectTables: [orders],
  innerTable: { orderByFields: ['id'], settings: { merge_max_block_size: '2000' } },
  refresh: { after: '36 HOUR', empty: true, settings: { refresh_retries: 5 } }, comment: 'a copy',
});
`;

describeWithEngine('every kind of object', () => {
  it.each(['with', 'without'])('is made and then no difference, %s an embedded engine', async (engine) => {
    const run = await project(EVERYTHING);
    const before = process.env.MOOSE_SHADOW;
    if (engine === 'without') process.env.MOOSE_SHADOW = 'off';
    try {
      const made = await run.generate();
      expect(made.plan.operations.map(({ kind }) => kind)).toEqual([
        'CreateFunction',
        'CreateFunction',
        'CreateTable',
        'CreateMaterializedView',
        'CreateDictionary',
        'CreateView',
      ]);
      const { remaining, failure } = await run.apply();
      expect({ failure, operations: remaining?.operations, refused: remaining?.refused }).toEqual({
        failure: null,
        operations: [],
        refused: [],
      });
      writeFileSync(
        join(run.directory, 'app', 'index.ts'),
        EVERYTHING.replace('net + net * rate', 'net * rate'),
      );
      const changed = await run.generate();
      expect(changed.plan.operations.map(({ kind }) => kind)).toEqual([
        'ReplaceFunction',
        'ModifyTableColumn',
        'ModifyMaterializedViewQuery',
        'ModifyView',
      ]);
      expect((await run.apply()).remaining?.operations).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.MOOSE_SHADOW;
      else process.env.MOOSE_SHADOW = before;
      for (const name of ['objects_test_gross', 'objects_test_twice'])
        await run.database.clickhouse.execute(`DROP FUNCTION IF EXISTS ${name}`);
    }
  });
});

it('the value of a header is masked in what is said of a statement', () => {
  const { statement } = secretMask(
    "CREATE DICTIONARY d (id UInt64) PRIMARY KEY id SOURCE(HTTP(URL 'https://x.example' HEADERS(HEADER(NAME 'X-Key' VALUE 'hunter2')))) LAYOUT(FLAT())",
    [],
  );
  expect(statement).toContain('https://x.example');
  expect(statement).not.toContain('hunter2');
});

describeWithEngine('an SQL function that calls another', () => {
  it('changes what a view over it reads, which is verified', async () => {
    const code = (
      factor: number,
    ): string => `import { OlapTable, SqlFunction, View, sql, type UInt64 } from 'moose-migrate';
interface Count { id: UInt64 }
export const counts = new OlapTable<Count>('counts', { orderByFields: ['id'], settings: { default_compression_codec: 'ZSTD(2)' } });
export const last = new SqlFunction('z_last_of_two', { parameters: ['x'], expression: 'x * ${factor}' });
export const first = new SqlFunction('a_first_of_two', { parameters: ['x'], expression: 'z_last_of_two(x) + 1' });
export const counted = new View('counted', { selectStatement: sql.statement\`SELECT id, a_first_of_two(id) AS f FROM \${counts}\`, baseTables: [counts] });
`;
    const made = await project(code(3));
    try {
      await made.generate();
      expect((await made.apply()).failure).toBeNull();
      writeFileSync(join(made.directory, 'app', 'index.ts'), code(4));
      await made.generate();
      expect((await made.apply()).failure).toBeNull();
      await made.database.clickhouse.execute('INSERT INTO counts VALUES (2)');
      expect(await made.database.clickhouse.query('SELECT f FROM counted')).toEqual([{ f: 9 }]);
      expect((await made.generate()).plan.operations).toEqual([]);
    } finally {
      for (const name of ['a_first_of_two', 'z_last_of_two'])
        await made.database.clickhouse.execute(`DROP FUNCTION IF EXISTS ${name}`);
    }
  });
});

describeWithEngine('a table that ClickHouse calls suspicious', () => {
  const code = (
    name: string,
  ): string => `import { type ClickHouseCodec, type FixedString, type LowCardinality, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';
interface Odd { id: UInt64; kind: UInt32 & LowCardinality; hash: string & FixedString<300>; n: UInt64 & ClickHouseCodec<'Delta(8), Gorilla(8)'> }
export const odd = new OlapTable<Odd>('${name}', { orderByFields: ['id'] });
`;

  it('is declared as it is, and made anew', async () => {
    const made = await project(code('odd'));
    await made.database.clickhouse.execute(
      'CREATE TABLE odd (id UInt64, kind LowCardinality(UInt32), hash FixedString(300), n UInt64 CODEC(Delta(8), Gorilla(8))) ENGINE = MergeTree ORDER BY id SETTINGS allow_suspicious_low_cardinality_types = 1, allow_suspicious_fixed_string_types = 1, allow_suspicious_codecs = 1',
    );
    expect((await made.generate()).plan.operations).toEqual([]);
    writeFileSync(join(made.directory, 'app', 'index.ts'), code('odder'));
    await made.generate();
    expect((await made.apply()).failure).toBeNull();
  });
});
