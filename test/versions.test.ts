import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isBlocked } from '../src/cli/show-checks.ts';
import { apply } from '../src/commands/apply.ts';
import { KEEP_VERSIONS, type VersionChoices } from '../src/commands/decide-versions.ts';
import { type Generated, generate } from '../src/commands/generate.ts';
import type { Action, Operation, Plan } from '../src/model/operation.ts';
import { plainColumn, type Table } from '../src/model/table.ts';
import type { VersionWishes } from '../src/model/told.ts';
import { backfillOf } from '../src/plan/backfill.ts';
import { olderVersionsOf } from '../src/plan/old-versions.ts';
import { withVersions } from '../src/plan/versions.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { mapWith, operationOn, plainTable, plainTopic } from './support/plain-objects.ts';

const made: string[] = [];
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

const id = plainColumn('id', 'UInt64');
const visits = (name: string, version: string | null, ...more: Table['columns']): Table =>
  plainTable(name, [id, ...more], { version });

const old = visits('visits_1_4', null, plainColumn('pages', 'UInt64'), plainColumn('agent', 'String'));
const next = visits('visits_2_0', '2.0', plainColumn('pages', 'UInt64'));

const create = (table: Table): Operation => operationOn(table.name, { kind: 'CreateTable', table });
const drop = (table: Table): Operation =>
  operationOn(table.name, { kind: 'DropTable' }, { hazards: ['DELETES_DATA'] });

function planned(
  operations: readonly Operation[],
  wishes: Partial<VersionWishes>,
  live: readonly Table[] = [old],
  declared: readonly Table[] = [next],
): Plan {
  const plan = { base: '', desired: '', operations, refused: [], withheld: [] };
  return withVersions(plan, {
    live: mapWith({ tables: live }),
    declared: mapWith({ tables: declared }),
    sizes: new Map([[old.address, { rows: 7, bytes: 800, parts: 1 }]]),
    renames: [],
    wishes: { drop: [], backfill: true, ...wishes },
  });
}

const shown = ({ operations, withheld }: Plan): readonly string[] => [
  ...operations.map(({ kind, target, hazards }) => [kind, target.name, ...hazards].join(' ')),
  ...withheld.map(({ address, change, because }) => `withheld ${address}: ${change} (${because})`),
];

describe('a new version of a table', () => {
  it('is filled as soon as it is there, and the old one stays', () => {
    const plan = planned([drop(old), create(next)], {});
    expect(shown(plan)).toEqual([
      'CreateTable visits_2_0',
      'RawSql visits_2_0',
      'withheld shop.visits_1_4: drop table (an older version of shop.visits_2_0, which stays)',
    ]);
    expect(plan.operations[1]).toMatchObject({
      description: 'Fill shop.visits_2_0 from shop.visits_1_4, without agent',
      cost: { class: 'rewrite', rows: 7, bytes: 800 },
    });
  });

  it('drops the old one last when told so, and says what is lost', () => {
    expect(shown(planned([drop(old), create(next)], { drop: [old.address] }))).toEqual([
      'CreateTable visits_2_0',
      'RawSql visits_2_0',
      'DropTable visits_1_4 DELETES_DATA LOSES_ROWS_IN_GAP',
    ]);
    const whole = { ...next, columns: old.columns };
    const plan = planned([drop(old), create(whole)], { drop: [old.address] }, [old], [whole]);
    // Every column is copied: what may be lost are the rows that come between the copy and the drop.
    expect(shown(plan).at(-1)).toBe('DropTable visits_1_4 LOSES_ROWS_IN_GAP');
    expect(plan.operations[1]).toMatchObject({
      sql: [expect.any(String), expect.stringContaining('fewer rows')],
    });
  });

  it('never drops it without its backfill unless DELETES_DATA is approved', () => {
    expect(shown(planned([drop(old), create(next)], { drop: [old.address], backfill: false }))).toEqual([
      'CreateTable visits_2_0',
      'DropTable visits_1_4 DELETES_DATA',
    ]);
  });

  it('is filled too where the old one stays in the code', () => {
    const declared = { ...old, version: '1.4' };
    expect(shown(planned([create(next)], {}, [old], [declared, next]))).toEqual([
      'CreateTable visits_2_0',
      'RawSql visits_2_0',
    ]);
  });

  it('takes no other table for an older version', () => {
    const live = [
      'visits',
      'visits_1_4',
      'visits_2_1',
      'visits_10',
      'visits_daily',
      'visits_1_x',
      'hits_1_0',
    ];
    const tables = live.map((name) => visits(name, null));
    expect(olderVersionsOf(next, tables).map(({ name }) => name)).toEqual(['visits_1_4', 'visits']);
    const year = visits('events_2024', null);
    expect(olderVersionsOf(year, [visits('events', null), visits('events_2023', null)])).toEqual([]);
    expect(shown(planned([drop(old)], {}, [old], [visits('visits', null)]))).toEqual([
      'DropTable visits_1_4 DELETES_DATA',
    ]);
  });

  it('has the renamed column filled from its old name', () => {
    const after = visits('visits_2_0', '2.0', plainColumn('views', 'UInt64'));
    const renames = [{ of: 'column', table: after.address, before: 'pages', after: 'views' } as const];
    expect(backfillOf(old, after, renames, false)).toMatchObject({
      sql: [expect.stringContaining('(`id`, `views`) SELECT `id`, `pages` FROM `shop`.`visits_1_4`')],
      leftOut: ['agent'],
      hazards: [],
    });
    expect(backfillOf(old, after, [], false)).toMatchObject({ leftOut: ['pages', 'agent'] });
  });
});

describe('a new version of a topic', () => {
  const topic = (name: string, version: string | null) => plainTopic(name, { version });
  const onTopic = (name: string, action: Action): Operation =>
    operationOn(name, action, { target: { database: '', name, cluster: null }, hazards: [] });
  const made = topic('team.views_2_0', '2.0');
  const operations = [
    onTopic('team.views_1_4', { kind: 'DeleteTopic' }),
    onTopic('views_1_4', { kind: 'DeleteTopic' }),
    onTopic(made.name, { kind: 'CreateTopic', topic: made }),
    drop(old),
  ];
  const withTopics = (wishes: Partial<VersionWishes>): readonly string[] =>
    shown(
      withVersions(
        { base: '', desired: '', operations, refused: [], withheld: [] },
        {
          live: mapWith({
            tables: [old],
            topics: [topic('team.views_1_4', null), topic('views_1_4', null)],
          }),
          declared: mapWith({ tables: [next], topics: [made] }),
          sizes: new Map(),
          renames: [],
          wishes: { drop: [], backfill: true, ...wishes },
        },
      ),
    );

  it('leaves the older one there, and no topic of another name', () => {
    expect(withTopics({})).toEqual([
      'DeleteTopic views_1_4',
      'CreateTopic team.views_2_0',
      'withheld topic/team.views_1_4: delete topic (an older version of topic/team.views_2_0, which stays)',
      'withheld shop.visits_1_4: drop table (an older version of shop.visits_2_0, which stays)',
    ]);
  });

  it('deletes it last when told so, before the table of old', () => {
    expect(withTopics({ drop: ['topic/team.views_1_4', old.address] })).toEqual([
      'DeleteTopic views_1_4',
      'CreateTopic team.views_2_0',
      'DeleteTopic team.views_1_4',
      'DropTable visits_1_4 DELETES_DATA',
    ]);
  });
});

describe('a new version that may not hold what the old one held', () => {
  const enums = (type: string): Table =>
    visits('visits_1_4', null, plainColumn('pages', 'UInt64'), plainColumn('kind', type));
  const filled = (before: Table, after: Table): readonly string[] =>
    shown(planned([drop(before), create(after)], { drop: [before.address] }, [before], [after])).slice(1);
  const versionOf = (before: Table, more: Partial<Table>): Table => ({
    ...before,
    name: 'visits_2_0',
    address: 'shop.visits_2_0',
    version: '2.0',
    ...more,
  });

  it('has its merges named where they make one of several rows', () => {
    const plain = visits('visits_1_4', null, plainColumn('pages', 'UInt64'));
    const replacing = versionOf(plain, { engine: { name: 'ReplacingMergeTree', args: [] }, orderBy: 'id' });
    expect(filled(plain, replacing).at(-1)).toBe('DropTable visits_1_4 DELETES_DATA LOSES_ROWS_IN_GAP');
    const before = { ...replacing, name: plain.name, address: plain.address, version: null };
    expect(filled(before, replacing).at(-1)).toBe('DropTable visits_1_4 LOSES_ROWS_IN_GAP');
    const shorter = { ...before, orderBy: '(id, pages)' };
    expect(filled(shorter, replacing).at(-1)).toBe('DropTable visits_1_4 DELETES_DATA LOSES_ROWS_IN_GAP');
  });

  it('keeps the labels of an enum whose numbers change', () => {
    const before = enums("Enum8('a' = 1, 'b' = 2)");
    const column = plainColumn('kind', "Enum8('b' = 1, 'a' = 2, 'c' = 3)");
    const after = versionOf(before, { columns: [id, column] });
    expect(backfillOf(before, after, [], false)).toMatchObject({
      sql: [expect.stringContaining("SELECT `id`, CAST(toString(`kind`), 'Enum8(")],
      hazards: [],
      leftOut: ['pages'],
    });
    const fewer = versionOf(before, { columns: [id, plainColumn('kind', "Enum8('b' = 2)")] });
    expect(backfillOf(before, fewer, [], false)).toMatchObject({ hazards: ['MAY_FAIL_ON_DATA'] });
  });

  it('says so where a column of both cannot be copied, and where a TTL comes to its rows', () => {
    const before = visits('visits_1_4', null, plainColumn('pages', 'Map(String, UInt8)'));
    const after = versionOf(before, { columns: [id, plainColumn('pages', 'UInt64')] });
    expect(backfillOf(before, after, [], false)).toMatchObject({
      hazards: ['CHANGES_VALUES'],
      leftOut: ['pages'],
    });
    const dated = visits('visits_1_4', null, plainColumn('at', 'DateTime'));
    const short = versionOf(dated, { ttl: 'at + toIntervalDay(3)' });
    const backfill = backfillOf(dated, short, [], true);
    // Counting the rows afterwards would stop halfway for those that expired.
    expect([backfill?.hazards, backfill?.sql.length]).toEqual([['EXPIRES_ROWS'], 1]);
    expect(backfillOf(dated, versionOf(dated, { ttl: "at TO VOLUME 'cold'" }), [], true)?.hazards).toEqual(
      [],
    );
  });

  it('never wraps a value, NULLs or not', () => {
    const before = visits('visits_1_4', null, plainColumn('n', 'Nullable(Int64)'));
    const to = (type: string) =>
      backfillOf(before, versionOf(before, { columns: [id, plainColumn('n', type)] }), [], false);
    expect(to('Nullable(Int8)')).toMatchObject({
      sql: [expect.stringContaining("accurateCast(`n`, 'Nullable(Int8)')")],
      hazards: ['MAY_FAIL_ON_DATA'],
    });
    expect(to('Int8')).toMatchObject({
      sql: [expect.stringContaining("accurateCast(`n`, 'Nullable(Int8)')")],
      hazards: ['CHANGES_VALUES', 'MAY_FAIL_ON_DATA'],
    });
    expect(to('Int64')).toMatchObject({
      sql: [expect.stringContaining('SELECT `id`, `n` FROM')],
      hazards: ['CHANGES_VALUES'],
    });
  });
});

describeWithEngine('the filling of a new version on the server', () => {
  it('keeps NULLs and labels, and fails where a value does not fit', async () => {
    const { clickhouse } = await freshDatabase('fillings');
    const [row] = await clickhouse.query<Readonly<Record<string, unknown>>>(
      "SELECT accurateCast(CAST(NULL, 'Nullable(Int64)'), 'Nullable(Int8)') AS nothing, accurateCast(toNullable(toInt64(7)), 'Nullable(Int8)') AS seven, toString(CAST(toString(CAST('b', 'Enum8(\\'a\\' = 1, \\'b\\' = 2)')), 'Enum8(\\'b\\' = 1, \\'a\\' = 2)')) AS label",
    );
    expect(row).toEqual({ nothing: null, seven: 7, label: 'b' });
    await expect(
      clickhouse.query("SELECT accurateCast(toNullable(toInt64(300)), 'Nullable(Int8)')"),
    ).rejects.toThrow(/300|convert/i);
  });
});

const SILENT = { phase: () => undefined, note: () => undefined };

/** A project with one versioned table in a database of its own. */
async function project(code: (version: string, pages: string) => string): Promise<{
  readonly database: FreshDatabase;
  readonly plan: (version: string, pages: string, versions: VersionChoices) => Promise<Generated>;
  readonly apply: () => ReturnType<typeof apply>;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'moose-versions-'));
  mkdirSync(join(directory, 'app'));
  writeFileSync(join(directory, 'moose.config.toml'), 'source_dir = "app"\n');
  made.push(directory);
  const database = await freshDatabase('versions');
  const options = {
    cwd: directory,
    configFile: null,
    env: {},
    clickhouseUrl: database.url,
    kafkaBrokers: null,
  };
  return {
    database,
    plan: (version, pages, versions) => {
      writeFileSync(join(directory, 'app', 'index.ts'), code(version, pages));
      const approval = { all: true, destructive: true, ask: null };
      const renames = { told: [], denied: [], acceptAll: false, ask: null };
      return generate({ ...options, save: true, approval, versions, renames, now: new Date(0) }, SILENT);
    },
    apply: () => apply({ ...options, ...QUIET_APPLY }, SILENT),
  };
}

describeWithEngine('a backfill', () => {
  it('that failed is taken up again where it stopped, and the old version goes only behind it', async () => {
    const {
      database,
      plan,
      apply: run,
    } = await project(
      (version, pages) =>
        `import { Key, UInt8, UInt64, OlapTable } from 'moose-migrate';\ninterface Row { id: Key<UInt64>; pages: ${pages} }\nexport const t = new OlapTable<Row>('visits', { orderByFields: ['id'], version: '${version}' });\n`,
    );
    const rowsOf = (name: string): Promise<readonly unknown[]> =>
      database.clickhouse.query(`SELECT toUInt32(count()) AS rows FROM ${name}`);
    await plan('1.4', 'UInt64', KEEP_VERSIONS);
    await run();
    await database.clickhouse.execute('INSERT INTO visits_1_4 SELECT number, number * 60 FROM numbers(6)');
    // Its values are made up when they are read, which fails for some rows: no question foresees that.
    await database.clickhouse.execute(
      'ALTER TABLE visits_1_4 ADD COLUMN checked UInt8 DEFAULT throwIf(pages > 255)',
    );
    const { plan: made_ } = await plan('2.0', 'UInt64; checked: UInt8', { ...KEEP_VERSIONS, dropAll: true });
    expect(made_.operations.map(({ kind }) => kind)).toEqual(['CreateTable', 'RawSql', 'DropTable']);
    expect((await run()).failure).toMatchObject({ code: 'APPLY_STOPPED' });
    expect([await rowsOf('visits_1_4'), await rowsOf('visits_2_0')]).toEqual([[{ rows: 6 }], [{ rows: 0 }]]);
    await database.clickhouse.execute('TRUNCATE TABLE visits_1_4');
    await database.clickhouse.execute(
      'INSERT INTO visits_1_4 (id, pages) SELECT number, number * 60 FROM numbers(5)',
    );
    const resumed = await run();
    expect(resumed.failure).toBeNull();
    expect(resumed.report.steps.map(({ operation, status }) => [operation.kind, status])).toEqual([
      ['RawSql', 'done'],
      ['DropTable', 'done'],
    ]);
    expect(await rowsOf('visits_2_0')).toEqual([{ rows: 5 }]);
    await expect(rowsOf('visits_1_4')).rejects.toThrow();
  });

  it('is known for one of all rows whatever the columns are written like, in the plan read from its file', async () => {
    const {
      database,
      plan,
      apply: run,
    } = await project(
      (version, more) =>
        `import { ClickHouseDefault, Key, LowCardinality, UInt64, OlapTable } from 'moose-migrate';
interface Row { id: Key<UInt64>; at: Date; kind: 'a' | 'b'; word: (string & LowCardinality) | null; n: UInt64 & ClickHouseDefault<'1 + 1'>; list: { x: string; y: number[] }[]; ${more} }
export const t = new OlapTable<Row>('visits', { orderByFields: ['id', 'at'], partitionBy: 'toYYYYMM(at)', ttl: 'at + toIntervalYear(9)', version: '${version}' });
`,
    );
    await plan('1.4', '', KEEP_VERSIONS);
    await run();
    await database.clickhouse.execute(
      "INSERT INTO visits_1_4 (id, at, kind, word) SELECT 1, now(), 'b', NULL",
    );
    const { plan: made_ } = await plan('2.0', 'note: string', { ...KEEP_VERSIONS, dropAll: true });
    expect(made_.operations.map(({ kind, hazards }) => [kind, ...hazards].join(' '))).toEqual([
      'CreateTable',
      'RawSql',
      'DropTable LOSES_ROWS_IN_GAP',
    ]);
    expect((await run()).failure).toBeNull();
    expect(await database.clickhouse.query('SELECT kind, note FROM visits_2_0')).toEqual([
      { kind: 'b', note: '' },
    ]);
  });

  it('is not begun where a value would not fit', async () => {
    const {
      database,
      plan,
      apply: run,
    } = await project(
      (version, pages) =>
        `import { Key, UInt8, UInt64, OlapTable } from 'moose-migrate';\ninterface Row { id: Key<UInt64>; pages: ${pages} }\nexport const t = new OlapTable<Row>('visits', { orderByFields: ['id'], version: '${version}' });\n`,
    );
    await plan('1.4', 'UInt64', KEEP_VERSIONS);
    await run();
    await database.clickhouse.execute('INSERT INTO visits_1_4 SELECT number, number * 60 FROM numbers(6)');
    const { plan: made_, weighed } = await plan('2.0', 'UInt8', { ...KEEP_VERSIONS, dropAll: true });
    expect(made_.operations[1]).toMatchObject({
      kind: 'RawSql',
      checks: [{ asks: 'rows whose pages cannot be UInt8: the copy would fail', found: 1 }, { found: 0 }],
    });
    expect(isBlocked(weighed)).toBe(true);
    await expect(run()).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      problems: [{ message: expect.stringContaining('1 row whose pages cannot be UInt8') }],
    });
    const tables = await database.clickhouse.query<{ readonly name: string }>(
      `SELECT name FROM system.tables WHERE database = '${database.name}' AND startsWith(name, 'visits')`,
    );
    expect(tables).toEqual([{ name: 'visits_1_4' }]);
  });

  it('refuses to run twice, and a value that does not fit', async () => {
    const { clickhouse, name } = await freshDatabase('versions');
    const inDatabase = (table: Table): Table => ({
      ...table,
      database: name,
      address: `${name}.${table.name}`,
    });
    await clickhouse.execute('CREATE TABLE visits_1_4 (id UInt64, pages UInt64, agent String) ORDER BY id');
    await clickhouse.execute("INSERT INTO visits_1_4 SELECT number, number * 100, 'x' FROM numbers(3)");
    await clickhouse.execute('CREATE TABLE visits_2_0 (id UInt64, pages UInt8) ORDER BY id');
    const narrow = { ...next, columns: [id, plainColumn('pages', 'UInt8')] };
    const small = backfillOf(inDatabase(old), inDatabase(narrow), [], true);
    expect(small?.hazards).toEqual(['MAY_FAIL_ON_DATA']);
    const [insert = '', check = ''] = small?.sql ?? [];
    await clickhouse.execute(insert);
    await clickhouse.execute(check);
    await expect(clickhouse.execute(insert)).rejects.toThrow('holds rows already');
    await clickhouse.execute('ALTER TABLE visits_2_0 DELETE WHERE id = 1', {
      settings: { mutations_sync: 1 },
    });
    await expect(clickhouse.execute(check)).rejects.toThrow('holds fewer rows');
    await clickhouse.execute('TRUNCATE TABLE visits_2_0');
    await clickhouse.execute("INSERT INTO visits_1_4 VALUES (9, 256, 'x')");
    await expect(clickhouse.execute(insert)).rejects.toThrow();
    expect(await clickhouse.query('SELECT toUInt32(count()) AS rows FROM visits_2_0')).toEqual([{ rows: 0 }]);
  });
});
