import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingText, preflight, provedHazards } from '../src/commands/preflight.ts';
import { copyIn } from '../src/ddl/checks/copies.ts';
import { rightsOf } from '../src/ddl/rights.ts';
import type { ClickHouse } from '../src/drivers/clickhouse/connection.ts';
import type { Operation } from '../src/model/operation.ts';
import type { Rename } from '../src/model/rename.ts';
import { plainColumn, type Table } from '../src/model/table.ts';
import { backfillOf } from '../src/plan/backfill.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { mapWith, operationOn, plainTable } from './support/plain-objects.ts';

describe('the text of a copy', () => {
  it('is read column by column, with names quoted or not', () => {
    expect(
      copyIn(
        "INSERT INTO `shop`.`new` (`a`, b) SELECT `x`, accurateCast(`y`, 'Enum8(\\'p, q\\' = 1)') FROM old",
        'home',
      ),
    ).toEqual({
      into: { database: 'shop', name: 'new' },
      from: { database: 'home', name: 'old' },
      columns: [
        { name: 'a', value: '`x`' },
        { name: 'b', value: "accurateCast(`y`, 'Enum8(\\'p, q\\' = 1)')" },
      ],
      where: null,
      takesAnyPartitions: false,
    });
  });

  it('asks nothing of the rows where only a guard stands, and keeps a condition', () => {
    const of = (rest: string) => copyIn(`INSERT INTO n (a) SELECT a FROM o ${rest}`, 'shop');
    expect(of("WHERE throwIf((SELECT count() FROM n) > 0, 'full') = 0")).toMatchObject({ where: null });
    expect(of('WHERE a > 7 AND a < 9 SETTINGS max_partitions_per_insert_block = 0')).toMatchObject({
      where: 'a > 7 AND a < 9',
      takesAnyPartitions: true,
    });
    for (const other of ['WHERE a > 7 AND throwIf(a = 8) = 0', 'FINAL', 'AS x JOIN y USING a', 'LIMIT 7'])
      expect(of(other)).toBeNull();
    expect(copyIn('INSERT INTO n SELECT * FROM o', 'shop')).toBeNull();
    expect(copyIn('INSERT INTO n (a, b) SELECT a FROM o', 'shop')).toBeNull();
  });

  it('tells which rights it takes', () => {
    const copy = operationOn('new', {
      kind: 'RawSql',
      sql: ['INSERT INTO shop.new (a) SELECT a FROM shop.old'],
      description: 'Fill',
      resource: null,
    });
    expect(rightsOf(copy)).toEqual([
      { privilege: 'SELECT', on: '`shop`.`old`' },
      { privilege: 'INSERT', on: '`shop`.`new`' },
    ]);
  });
});

describeWithEngine('the filling of a new version', () => {
  let clickhouse: ClickHouse;
  let database: string;
  let name = 0;
  beforeAll(async () => {
    ({ clickhouse, name: database } = await freshDatabase('copies'));
  });
  afterAll(() => clickhouse.close());

  const tableOf = (of: string, columns: Table['columns'], more: Partial<Table> = {}): Table => ({
    ...plainTable(of, columns),
    address: `${database}.${of}`,
    database,
    ...more,
  });

  interface Found {
    readonly hazards: readonly string[];
    readonly lines: readonly string[];
    readonly unanswered: readonly string[];
  }

  /** What the rows of an old table have against a new one, and what becomes of the hazards. */
  async function asked(
    columns: Table['columns'],
    rows: string,
    next: Table['columns'],
    more: {
      readonly before?: Partial<Table>;
      readonly after?: Partial<Table>;
      readonly renames?: readonly Rename[];
    } = {},
  ): Promise<Found> {
    name += 1;
    const before = tableOf(`events_${name}_1_0`, columns, more.before);
    const after = tableOf(`events_${name}_2_0`, next, more.after);
    const list = columns.map((column) => `${column.name} ${column.type}`).join(', ');
    const settings = 'SETTINGS allow_nullable_key = 1';
    await clickhouse.execute(
      `CREATE TABLE ${before.name} (${list}) ENGINE = MergeTree ORDER BY ${before.orderBy} ${settings}`,
    );
    await clickhouse.execute(`INSERT INTO ${before.name} ${rows}`);
    const renames = (more.renames ?? []).map((rename) => ({ ...rename, table: after.address }));
    const backfill = backfillOf(before, after, renames, false);
    if (backfill === null) throw new Error('there is a backfill');
    const create = operationOn(after.name, { kind: 'CreateTable', table: after });
    const fill: Operation = operationOn(
      after.name,
      { kind: 'RawSql', sql: backfill.sql, description: 'Fill it', resource: null },
      { hazards: backfill.hazards, because: 'the filling' },
    );
    const plan = { base: '', desired: '', operations: [create, fill], refused: [], withheld: [] };
    const found = await preflight(clickhouse, plan, {
      rows: new Map([[before.address, 9]]),
      managed: { ...mapWith({ tables: [before] }), defaultDatabase: database },
    });
    const own = found.find(({ operation }) => operation === fill);
    if (own === undefined) throw new Error('it is asked about');
    return {
      hazards: provedHazards(own),
      lines: own.results.filter(({ hits }) => hits > 0).map(findingText),
      unanswered: own.unanswered.map(({ reason }) => reason),
    };
  }

  const id = plainColumn('id', 'UInt64');
  const n = (type: string, more = {}) => plainColumn('n', type, more);

  it.each([
    ['numbers', 'Int64', 'if(number < 4, 300 + number, number)', 'Int8', 4, '300'],
    ['text', 'String', "if(number = 7, 'seven', toString(number))", 'UInt32', 1, 'seven'],
    ['text of a fixed length', 'String', "if(number = 7, 'seventy', 'six')", 'FixedString(3)', 1, 'seventy'],
    ['labels', "Enum8('a' = 1, 'b' = 2)", "if(number < 2, 'b', 'a')", "Enum8('a' = 1)", 2, 'b'],
    ['numbers or NULL', 'Nullable(Int64)', 'if(number < 3, NULL, 128)', 'Nullable(Int8)', 6, '128'],
    ['lists', 'Array(Int64)', 'if(number = 5, [1, 999], [2])', 'Array(Int8)', 1, '[1,999]'],
  ])('counts the values that do not fit: %s', async (_, before, value, after, hits, sample) => {
    const rows = `SELECT number, ${value} FROM numbers(9)`;
    const { lines, unanswered } = await asked([id, n(before)], rows, [id, n(after)]);
    expect(unanswered).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(
      `the filling: ${hits} ${hits === 1 ? 'row' : 'rows'} whose n cannot be ${after}: the copy would fail, such as`,
    );
    expect(lines[0]).toContain(sample);
  });

  it('finds nothing where every value fits, and takes the hazard off', async () => {
    const rows = 'SELECT number, number FROM numbers(9)';
    expect(await asked([id, n('Int64')], rows, [id, n('Int8')])).toEqual({
      hazards: [],
      lines: [],
      unanswered: [],
    });
  });

  it('counts what a cast would cut off in silence, NULLs that become the default, and what is not copied', async () => {
    const cut = await asked(
      [id, n('DateTime64(3)')],
      "SELECT number, toDateTime64('2024-05-06 07:08:09.100', 3) + number / 10 FROM numbers(5)",
      [id, n('DateTime')],
    );
    expect(cut.lines).toEqual([
      expect.stringMatching(/: 5 rows whose n would be another value as DateTime, such/),
    ]);
    expect(cut.hazards).toEqual(['CHANGES_VALUES']);
    const nulls = 'SELECT number, if(number < 2, NULL, number) FROM numbers(5)';
    const { lines, hazards } = await asked([id, n('Nullable(Int32)')], nulls, [id, n('Int32')]);
    expect([hazards, lines[0]]).toEqual([
      ['CHANGES_VALUES'],
      'the filling: 2 rows whose n is NULL and would become the default',
    ]);
    const map = "SELECT number, map('a', 1) FROM numbers(4)";
    expect((await asked([id, n('Map(String, UInt8)')], map, [id, n('UInt64')])).lines).toEqual([
      'the filling: 4 rows whose n the copy leaves to the default',
    ]);
  });

  it('keeps the hazard of a renamed column that nothing converts, whatever is found of the others', async () => {
    const rows = "SELECT number, number, map('a', 1) FROM numbers(5)";
    const tags = plainColumn('tags', 'Map(String, UInt8)');
    const columns = [id, n('Nullable(Int32)'), tags];
    const next = [id, n('Int32'), plainColumn('marks', 'UInt64')];
    const renames = [{ of: 'column', table: '', before: 'tags', after: 'marks' }] as const;
    expect((await asked(columns, rows, next, { renames })).hazards).toEqual(['CHANGES_VALUES']);
    expect((await asked(columns, rows, [id, n('Int32')])).hazards).toEqual([]);
  });

  it.each(['Replacing', 'Summing', 'Aggregating', 'Coalescing'])(
    'counts the rows that %sMergeTree makes one of',
    async (engine) => {
      const rows = 'SELECT number, if(number < 6, NULL, number) FROM numbers(9)';
      const after = { engine: { name: `${engine}MergeTree`, args: [] }, orderBy: 'n' };
      const columns = [id, n('Nullable(UInt64)')];
      const { hazards, lines } = await asked(columns, rows, columns, { after });
      expect(hazards).toEqual(['CHANGES_VALUES']);
      expect(lines).toEqual([
        `the filling: 5 rows that ${engine}MergeTree may merge into others, because their key (n) is the same`,
      ]);
      // Within one partition only: here each of them is alone in its own.
      const apart = { ...after, partitionBy: 'id' };
      expect(await asked(columns, rows, columns, { after: apart })).toMatchObject({ hazards: [], lines: [] });
    },
  );

  it('asks by the new names, where two columns have changed theirs and a key is made of a default', async () => {
    const key = plainColumn('bucket', 'UInt8', { default: { kind: 'DEFAULT', expression: 'intDiv(n, 3)' } });
    const after = { engine: { name: 'ReplacingMergeTree', args: [] }, orderBy: '(bucket)' };
    const rows = 'SELECT number, number FROM numbers(9)';
    const { lines } = await asked([id, n('UInt64')], rows, [id, n('UInt64'), key], { after });
    expect(lines).toEqual([expect.stringContaining(': 6 rows that ReplacingMergeTree may merge')]);
  });

  it('counts the rows that expire on their way, and those that a constraint stops', async () => {
    const at = plainColumn('at', 'DateTime');
    const rows = 'SELECT number, now() - toIntervalDay(number) FROM numbers(9)';
    const ttl = { ttl: 'at + toIntervalDay(4)' };
    const { hazards, lines } = await asked([id, at], rows, [id, at], { after: ttl });
    expect([hazards, lines]).toEqual([
      ['EXPIRES_ROWS'],
      ['the filling: 5 rows that the TTL of the new table expires at once'],
    ]);
    const later = { ttl: 'at + toIntervalDay(40)' };
    expect((await asked([id, at], rows, [id, at], { after: later })).hazards).toEqual([]);
    const constraints = [{ name: 'small', kind: 'CHECK', expression: 'id < 7' }] as const;
    expect((await asked([id, at], rows, [id, at], { after: { constraints } })).lines).toEqual([
      'the filling: 2 rows that break the constraint small of the new table: the copy would fail',
    ]);
  });

  it('fills more partitions at once than the server takes by default, and says how many', async () => {
    const rows = 'SELECT number, number % 130 FROM numbers(260)';
    const columns = [id, n('UInt64')];
    const after = { partitionBy: 'n', settings: { max_parts_in_total: '120' } };
    const { hazards, lines } = await asked(columns, rows, columns, { after });
    expect(hazards).toEqual(['BLOCKS_WRITES']);
    expect(lines).toEqual([
      'the filling: 130 partitions that the copy fills at once, which takes memory: its statement lifts max_partitions_per_insert_block',
      'the filling: 130 partitions that the copy makes, more than max_parts_in_total: later INSERTs would be refused',
    ]);
    const [before, next] = [
      tableOf(`events_${name}_1_0`, columns),
      tableOf(`events_${name}_2_0`, columns, after),
    ];
    await clickhouse.execute(
      `CREATE TABLE ${next.name} (id UInt64, n UInt64) ENGINE = MergeTree PARTITION BY n ORDER BY id SETTINGS max_parts_in_total = 120`,
    );
    const [insert = ''] = backfillOf(before, next, [], false)?.sql ?? [];
    const unlifted = insert.replace(/ SETTINGS .*/, '');
    expect(unlifted).not.toBe(insert);
    await expect(clickhouse.execute(unlifted)).rejects.toThrow('Too many partitions');
    await clickhouse.execute(insert);
    await expect(clickhouse.execute(`INSERT INTO ${next.name} VALUES (1, 1)`)).rejects.toThrow(
      'Too many parts',
    );
  });
});
