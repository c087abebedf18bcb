import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { isBlocked } from '../src/cli/show-checks.ts';
import { apply } from '../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { type Generated, generate } from '../src/commands/generate.ts';
import { unansweredNotes } from '../src/commands/weigh.ts';
import type { CheckResult } from '../src/model/check.ts';
import type { Hazard } from '../src/model/operation.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';

const SILENT = { phase: () => undefined, note: () => undefined };
const NO_RENAMES = { told: [], denied: [], acceptAll: false, ask: null };
const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

interface Fixture {
  readonly database: FreshDatabase;
  code(columns: string, config?: string): void;
  plan(): Promise<Generated>;
  apply(allow?: readonly Hazard[]): ReturnType<typeof apply>;
}

/** A project of one table with these columns, applied and filled. */
async function fixture(columns: string, rows: string): Promise<Fixture> {
  const directory = mkdtempSync(join(tmpdir(), 'moose-preflight-'));
  made.push(directory);
  mkdirSync(join(directory, 'app'));
  writeFileSync(join(directory, 'moose.config.toml'), 'source_dir = "app"\n');
  const database = await freshDatabase('preflight');
  const options = {
    cwd: directory,
    configFile: null,
    env: {},
    clickhouseUrl: database.url,
    kafkaBrokers: null,
  };
  const made_: Fixture = {
    database,
    code(next, config = '') {
      const imports =
        'Key, Int8, Int32, UInt64, UInt8, Decimal, FixedString, Enum8, ClickHouseDefault, ClickHouseNamedTuple, ClickHouseType, OlapTable';
      writeFileSync(
        join(directory, 'app', 'index.ts'),
        `import { ${imports} } from 'moose-migrate';\ninterface Row { id: Key<UInt64>; at: Date; ${next} }\nexport const t = new OlapTable<Row>('t', { orderByFields: ['id'], ${config} });\n`,
      );
    },
    plan: () =>
      generate(
        {
          ...options,
          save: true,
          approval: { all: false, destructive: false, ask: null },
          versions: KEEP_VERSIONS,
          renames: NO_RENAMES,
          now: new Date(0),
        },
        SILENT,
      ),
    apply: (allow = []) => apply({ ...options, ...QUIET_APPLY, allow }, SILENT),
  };
  made_.code(columns);
  await made_.plan();
  await made_.apply();
  await database.clickhouse.execute(`INSERT INTO t (id, at, v) ${rows}`);
  return made_;
}

/** What was found of a plan's questions. */
const findingsOf = ({ weighed }: Generated): readonly CheckResult[] =>
  weighed.preflight.flatMap(({ results }) => results);
const hitsOf = (generated: Generated): readonly CheckResult[] =>
  findingsOf(generated).filter(({ hits }) => hits > 0);

const definition = async ({ database }: Fixture): Promise<string> => {
  const [row] = await database.clickhouse.query<{ readonly text: string }>(
    `SELECT create_table_query AS text FROM system.tables WHERE database = '${database.name}' AND name = 't'`,
  );
  return row?.text ?? '';
};

describeWithEngine('preflight', () => {
  it.each([
    [
      'text that is no number',
      'v: string',
      "SELECT number, now(), if(number = 7, 'seven', toString(number)) FROM numbers(20)",
      'v: UInt64',
      'seven',
    ],
    [
      'a removed enum value in use',
      'v: Enum8<{ a: 1; b: 2 }>',
      "SELECT number, now(), if(number = 3, 'b', 'a') FROM numbers(9)",
      'v: Enum8<{ a: 1 }>',
      'b',
    ],
    [
      'text too long for FixedString',
      'v: string',
      "SELECT number, now(), if(number = 4, 'much too long', 'abc') FROM numbers(9)",
      'v: FixedString<3>',
      'much too long',
    ],
    [
      'text that is no number in an array',
      'v: string[]',
      "SELECT number, now(), ['1', if(number = 7, 'seven', '2')] FROM numbers(20)",
      'v: UInt64[]',
      'seven',
    ],
    [
      'text that is no number in a map',
      'v: Record<string, string>',
      "SELECT number, now(), map('k', if(number = 7, 'seven', '2')) FROM numbers(20)",
      'v: Record<string, UInt64>',
      'seven',
    ],
    [
      'text that is no number in a tuple',
      'v: { a: string; b: Int32 } & ClickHouseNamedTuple',
      "SELECT number, now(), (if(number = 7, 'seven', '2'), 300) FROM numbers(20)",
      'v: { a: UInt64; b: Int32 } & ClickHouseNamedTuple',
      'seven',
    ],
    [
      'text that is no number in a Nested',
      'v: { a: string }',
      "SELECT number, now(), [tuple(if(number = 7, 'seven', '2'))] FROM numbers(20)",
      'v: { a: UInt64 }',
      'seven',
    ],
    [
      'a NULL in an array that has no place for one',
      'v: (Int32 | null)[]',
      'SELECT number, now(), [1, if(number = 7, NULL, 2)] FROM numbers(20)',
      'v: Int32[]',
      '[1,NULL]',
    ],
  ])('stops before a change that would fail: %s', async (_, before, rows, after, sample) => {
    const project = await fixture(before, rows);
    const text = await definition(project);
    project.code(after);
    const planned = await project.plan();
    expect(isBlocked(planned.weighed)).toBe(true);
    expect(hitsOf(planned)).toMatchObject([
      { hits: 1, samples: [expect.stringContaining(sample)], check: { means: 'blocks' } },
    ]);
    await expect(project.apply(['MAY_FAIL_ON_DATA', 'CHANGES_VALUES'])).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
    });
    expect(await definition(project)).toBe(text);
  });

  it.each([
    ['narrowing', 'v: Int32', 'SELECT number, now(), number * 100 FROM numbers(5)', 'v: Int8', 3],
    [
      'narrowing the values of a map',
      'v: Record<string, Int32>',
      "SELECT number, now(), map('k', number * 100) FROM numbers(5)",
      'v: Record<string, Int8>',
      3,
    ],
    [
      'narrowing an element of a tuple beside a text that fits',
      'v: { a: Int32; b: string } & ClickHouseNamedTuple',
      "SELECT number, now(), (number * 100, '7') FROM numbers(5)",
      'v: { a: Int8; b: UInt64 } & ClickHouseNamedTuple',
      3,
    ],
    [
      'NULLs that must become a value',
      'v?: Int32',
      'SELECT number, now(), if(number < 2, NULL, number) FROM numbers(5)',
      'v: Int32',
      2,
    ],
  ])('asks for approval where values would change: %s', async (_, before, rows, after, hits) => {
    const project = await fixture(before, rows);
    project.code(after);
    const planned = await project.plan();
    expect(hitsOf(planned).map((result) => result.hits)).toEqual([hits]);
    // Nobody is left without a word on how long it takes.
    const isTimed = planned.plan.operations[0]?.cost.seconds !== null;
    const notes = unansweredNotes(planned.weighed);
    expect(notes.some((note) => note.startsWith('no time is estimated: '))).toBe(!isTimed);
    expect(planned.plan.operations[0]?.hazards).toContain('CHANGES_VALUES');
    await expect(project.apply(['MAY_FAIL_ON_DATA'])).rejects.toMatchObject({ exitCode: 4 });
    const applied = await project.apply(['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']);
    expect(applied.report.outcome).toBe('applied');
  });

  it.each([
    ['a map', 'v: Record<string, Int32>', "map('k', number)", 'v: Record<string, Int8>'],
    [
      'a tuple',
      'v: { a: Int32; b: string } & ClickHouseNamedTuple',
      "(number, 'x')",
      'v: { a: Int8; b: string } & ClickHouseNamedTuple',
    ],
    ['a Nested', 'v: { a: UInt64; b: Int32 }', '[(number, 7)]', 'v: { a: UInt8; b: Int32 }'],
    ['an array of texts', 'v: string[]', '[toString(number)]', 'v: UInt8[]'],
  ])('names no hazard where every value survives in %s', async (_, before, value, after) => {
    const project = await fixture(before, `SELECT number, now(), ${value} FROM numbers(100)`);
    project.code(after);
    const { plan } = await project.plan();
    expect(plan.operations.map(({ kind, hazards }) => [kind, hazards])).toEqual([['ModifyTableColumn', []]]);
  });

  it('names no hazard where every row survives the change', async () => {
    const project = await fixture('v: Int32', 'SELECT number, now(), number FROM numbers(100)');
    project.code('v: Int8');
    const { plan } = await project.plan();
    expect(plan.operations.map(({ kind, hazards }) => [kind, hazards])).toEqual([['ModifyTableColumn', []]]);
    expect((await project.apply()).report.outcome).toBe('applied');
    expect(await project.database.clickhouse.query('SELECT toInt32(sum(v)) AS total FROM t')).toEqual([
      { total: 4950 },
    ]);
  });

  it('is asked again at apply: rows that came since the plan count', async () => {
    const project = await fixture('v: string', 'SELECT number, now(), toString(number) FROM numbers(10)');
    project.code('v: UInt64');
    const { plan } = await project.plan();
    expect(plan.operations[0]?.hazards).toEqual([]);
    await project.database.clickhouse.execute("INSERT INTO t (id, at, v) VALUES (99, now(), 'late')");
    await expect(project.apply()).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      problems: [{ message: expect.stringContaining('late') }],
    });
  });

  it('stops where the data could be asked when it was planned, and cannot be any more', async () => {
    const project = await fixture('v: Int32', 'SELECT number, now(), number FROM numbers(10)');
    const expression = 'throwIf(v > 70) = 0';
    project.code('v: Int32', `constraints: [{ name: 'small', expression: '${expression}', type: 'CHECK' }]`);
    expect((await project.plan()).plan.operations).toMatchObject([
      { hazards: [], checks: [{ found: 0, unanswered: null }] },
    ]);
    await project.database.clickhouse.execute('INSERT INTO t (id, at, v) VALUES (99, now(), 71)');
    await expect(project.apply()).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      exitCode: 4,
      problems: [
        {
          message: expect.stringContaining('inserts like them would fail: not answered (the server answers'),
          hint: expect.stringContaining('or approve BLOCKS_WRITES'),
        },
      ],
    });
    expect(await definition(project)).not.toContain('CONSTRAINT');
    expect((await project.apply(['BLOCKS_WRITES'])).report.outcome).toBe('applied');
  });

  it('asks behind SQL of the plan that mends the rows, and stops there where it did not', async () => {
    const project = await fixture(
      'v: Enum8<{ a: 1; b: 2 }>',
      "SELECT number, now(), if(number = 3, 'b', 'a') FROM numbers(9)",
    );
    project.code('v: Enum8<{ a: 1 }>');
    await project.plan();
    const file = join(made.at(-1) ?? '', 'migrations', 'plan.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    const change = document.getIn(['operations', 0]);
    const withRepair = (where: string): void => {
      const sql = `ALTER TABLE t UPDATE v = 'a' WHERE ${where} SETTINGS mutations_sync = 1`;
      const repair = { sql: [sql], description: 'No more b', approved: ['UNCHECKED_SQL', 'CHANGES_VALUES'] };
      document.setIn(['operations'], document.createNode([{ RawSql: repair }, change]));
      writeFileSync(file, document.toString());
    };
    const allowed: readonly Hazard[] = ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES', 'UNCHECKED_SQL'];
    withRepair('id = 4');
    const stopped = await project.apply(allowed);
    expect(stopped.report.because).toContain('1 row whose v is one of the removed values, such as "b"');
    expect(stopped.report.steps.map(({ status }) => status)).toEqual(['done', 'not-run']);
    expect(stopped.failure?.exitCode).toBe(5);
    await project.database.clickhouse.execute(
      "ALTER TABLE t UPDATE v = 'a' WHERE id = 3 SETTINGS mutations_sync = 1",
    );
    expect((await project.apply(allowed)).report.outcome).toBe('applied');
    expect(
      await project.database.clickhouse.query(
        'SELECT toString(v) AS v, toInt32(count()) AS n FROM t GROUP BY v',
      ),
    ).toEqual([{ v: 'a', n: 9 }]);
  });

  it('counts the rows that a new TTL expires at once', async () => {
    const project = await fixture(
      'v: string',
      "SELECT number, if(number < 4, now() - INTERVAL 90 DAY, now()), 'x' FROM numbers(10)",
    );
    project.code('v: string', "ttl: 'at + INTERVAL 30 DAY'");
    const planned = await project.plan();
    expect(findingsOf(planned).map(({ hits }) => hits)).toEqual([4]);
    expect(planned.plan.operations[0]?.hazards).toEqual(['EXPIRES_ROWS']);
    project.code('v: string', "ttl: 'at + INTERVAL 300 DAY'");
    expect((await project.plan()).plan.operations[0]?.hazards).toEqual([]);
  });

  it('counts the rows that break a new constraint', async () => {
    const project = await fixture('v: Int32', 'SELECT number, now(), number FROM numbers(10)');
    project.code('v: Int32', "constraints: [{ name: 'small', expression: 'v < 8', type: 'CHECK' }]");
    expect(findingsOf(await project.plan()).map(({ hits }) => hits)).toEqual([2]);
  });

  it('does not stack a mutation on one that fails', async () => {
    const project = await fixture('v: string', "SELECT number, now(), 'x' FROM numbers(3)");
    await project.database.clickhouse.execute(
      'ALTER TABLE t UPDATE v = toString(toUInt64(v)) WHERE 1 SETTINGS mutations_sync = 0',
    );
    project.code('v: string; w: Int32');
    await project.plan();
    await project.apply();
    project.code('v: string; w: UInt64');
    expect(hitsOf(await project.plan())).toMatchObject([
      { check: { asks: 'unfinished or failing mutations on the table', means: 'blocks' } },
    ]);
    await expect(project.apply(['CHANGES_VALUES', 'MAY_FAIL_ON_DATA'])).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
    });
  });
});
