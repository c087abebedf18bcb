import { afterAll, beforeAll, expect, it } from 'vitest';
import { askLate, findingText, preflight, provedHazards, withChecks } from '../src/commands/preflight.ts';
import { readObject } from '../src/ddl/read-object.ts';
import type { ClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { infraMapOf, introspect } from '../src/drivers/clickhouse/introspect.ts';
import { readWorkSizes } from '../src/drivers/clickhouse/work-sizes.ts';
import type { InfraMap } from '../src/model/infra-map.ts';
import type { Operation, Plan } from '../src/model/operation.ts';
import { plainColumn } from '../src/model/table.ts';
import { NOTHING_TOLD } from '../src/model/told.ts';
import { beforeRenames } from '../src/plan/before-renames.ts';
import { withCost } from '../src/plan/costs.ts';
import { planBetween } from '../src/plan/plan-between.ts';
import { applyRenames } from '../src/plan/renames.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { operationOn } from './support/plain-objects.ts';

const planOf = (...operations: readonly Operation[]): Plan => ({
  base: '',
  desired: '',
  operations,
  refused: [],
  withheld: [],
});

describeWithEngine('what is weighed of a server', () => {
  let fresh: FreshDatabase;
  let clickhouse: ClickHouse;
  beforeAll(async () => {
    fresh = await freshDatabase('weighed');
    ({ clickhouse } = fresh);
    await clickhouse.execute('CREATE TABLE clicks (id UInt64, page String) ORDER BY id');
    await clickhouse.execute(
      'CREATE MATERIALIZED VIEW totals ENGINE = SummingMergeTree ORDER BY page AS SELECT page, count() AS n FROM clicks GROUP BY page',
    );
    await clickhouse.execute('INSERT INTO clicks SELECT number, toString(number % 7) FROM numbers(70)');
  });
  afterAll(() => fresh.drop());

  /** An operation on an object of this database. */
  const on = (name: string, action: Parameters<typeof operationOn>[1], more: Partial<Operation> = {}) =>
    operationOn(name, action, { target: { database: fresh.name, name, cluster: null }, ...more });

  /** What is live here, as a plan begins with it, and the sizes of it. */
  async function live() {
    const { objects } = await introspect(clickhouse, [fresh.name]);
    const map = infraMapOf(
      objects.filter(({ database }) => database === fresh.name).map(readObject),
      fresh.name,
    );
    const sizes = new Map(
      objects.map(({ address, rows, bytes, parts }) => [address, { rows, bytes, parts }]),
    );
    return { map, sizes, rows: new Map(objects.map(({ address, rows }) => [address, rows])) };
  }

  function planned(
    before: InfraMap,
    after: InfraMap,
    sizes: Parameters<typeof planBetween>[1]['sizes'],
    renaming = { live: before, operations: [], refused: [], doubts: [] } as Parameters<
      typeof planBetween
    >[1]['renaming'],
  ): Plan {
    return planBetween(before, {
      desired: { declared: after, canonical: after },
      hashed: after,
      sizes,
      unmanaged: new Set(),
      missingDatabases: [],
      renaming,
      told: NOTHING_TOLD,
      flavour: 'kafka',
    });
  }

  it('says how much goes with a view that keeps its own rows, and asks of it as of a table', async () => {
    const { map, sizes, rows } = await live();
    const { operations } = planned(map, { ...map, materializedViews: [] }, sizes);
    const [drop] = operations;
    expect(operations).toMatchObject([
      {
        kind: 'DropMaterializedView',
        hazards: ['DELETES_DATA'],
        cost: { class: 'metadata', rows: 7, parts: 1 },
      },
    ]);
    expect(drop?.cost.bytes).toBeGreaterThan(0);
    if (drop === undefined) throw new Error('it is dropped');
    const [asked] = await preflight(clickhouse, planOf(drop), { rows, managed: map });
    expect(asked?.results.map(({ hits, check }) => [check.asks, hits])).toEqual([
      ['table larger than max_table_size_to_drop, which the server will not drop', 0],
      ['queries that use the table right now', 0],
      ...(asked?.results.length === 3 ? [['queries of the last 30 days that use the table', 0]] : []),
    ]);
    // The server refuses by the size of the table inside, and so does the question.
    const limited = { settings: { max_table_size_to_drop: 1 } };
    const [size] = asked?.results ?? [];
    const [row] = await clickhouse.query<{ readonly hits: string | number }>(
      `${size?.check.sql}, max_table_size_to_drop = 1`,
    );
    expect(Number(row?.hits)).toBe(1);
    // Refused it would be dead all the same: no row reaches it any more (26.7).
    await clickhouse.execute(
      'CREATE MATERIALIZED VIEW doomed ENGINE = MergeTree ORDER BY id POPULATE AS SELECT id FROM clicks',
    );
    await expect(clickhouse.execute('DROP VIEW doomed', limited)).rejects.toThrow('was not dropped');
    await clickhouse.execute("INSERT INTO clicks VALUES (900, '6')");
    const [dead] = await clickhouse.query<{ readonly rows: string | number }>(
      'SELECT count() AS rows FROM doomed',
    );
    expect(Number(dead?.rows)).toBe(70);
  });

  it('asks the rows inside a view about a change of their table', async () => {
    await clickhouse.execute("INSERT INTO clicks SELECT number, '5' FROM numbers(300)");
    const { map, sizes, rows } = await live();
    const narrowed = map.materializedViews.map((view) => ({
      ...view,
      inner: view.inner && {
        ...view.inner,
        columns: view.inner.columns.map((column) =>
          column.name === 'n' ? { ...column, type: 'UInt8' } : column,
        ),
      },
    }));
    const { operations } = planned(map, { ...map, materializedViews: narrowed }, sizes);
    expect(operations).toMatchObject([
      { kind: 'ModifyMaterializedViewColumns', cost: { class: 'mutation', parts: expect.any(Number) } },
    ]);
    const [asked] = await preflight(clickhouse, planOf(...operations), { rows, managed: map });
    if (asked === undefined) throw new Error('it is asked about');
    expect(asked.unanswered).toEqual([]);
    expect(asked.results.filter(({ hits }) => hits > 0).map(findingText)).toEqual([
      // It may be merged with the rows of before meanwhile.
      expect.stringMatching(/totals: 1 row whose n cannot be UInt8 as it is, such as "3[01]0"$/),
    ]);
    expect(provedHazards(asked)).toEqual(['CHANGES_VALUES']);
    // The files that are counted are those of the table inside.
    const parts = asked.results.find(({ check }) => check.asks.startsWith('parts that are written anew'));
    const [row] = await clickhouse.query<{ readonly hits: string | number }>(
      (parts?.check.sql ?? '').replaceAll('1000', '0'),
    );
    expect(Number(row?.hits)).toBeGreaterThan(0);
  });

  it('measures what a plan renames first under the names of now', async () => {
    await clickhouse.execute(
      'CREATE TABLE sold (id UInt64, amount Int32, note String) ORDER BY id SETTINGS min_bytes_for_wide_part = 0',
    );
    await clickhouse.execute("INSERT INTO sold SELECT number, number, repeat('x', number) FROM numbers(500)");
    const { map, sizes } = await live();
    const sold = map.tables.find(({ name }) => name === 'sold');
    if (sold === undefined) throw new Error('it is there');
    const columns = [
      ...sold.columns.filter(({ name }) => name === 'id'),
      plainColumn('total', 'Int64'),
      plainColumn('note', 'String'),
    ];
    const sales = { ...sold, name: 'sales', address: `${fresh.name}.sales`, columns };
    const after = { ...map, tables: [...map.tables.filter((table) => table !== sold), sales] };
    const renaming = applyRenames(map, after, {
      declared: [],
      told: [
        { of: 'table', database: fresh.name, before: 'sold', after: 'sales' },
        { of: 'column', table: sales.address, before: 'amount', after: 'total' },
      ],
    });
    const { operations } = planned(map, after, sizes, renaming);
    expect(operations.map(({ kind, cost: { rows, parts } }) => [kind, rows, parts])).toEqual([
      ['RenameTable', null, null],
      ['RenameTableColumn', 500, 1],
      ['ModifyTableColumn', 500, 1],
    ]);
    const stored = beforeRenames(operations);
    const {
      columns: bytes,
      bytesPerSecond,
      unmeasured,
    } = await readWorkSizes(
      clickhouse,
      stored.flatMap((operation) => operation?.target ?? []),
    );
    const sizesOf = { bytesOf: (address: string) => bytes.get(address) ?? null, bytesPerSecond: 0.5 };
    const costs = operations.map((operation, at) => withCost(operation, stored[at] ?? operation, sizesOf));
    const amount = bytes.get(`${fresh.name}.sold/column/amount`) ?? 0;
    expect(amount).toBeGreaterThan(300);
    expect(costs[2]).toMatchObject({
      cost: { bytes: amount, seconds: amount * 2 },
      hazards: ['LONG_RUNNING'],
    });
    // No log of merges is kept here. Until the server has merged enough for other tests, who asks for the time is told why
    // there is none.
    expect(unmeasured ?? '').toMatch(
      bytesPerSecond === null
        ? /^no log of merges can be read \(system\.part_log\), and the server has merged less/
        : /^$/,
    );
  });

  it('takes no silence for an answer', async () => {
    const constraint = { kind: 'CHECK', name: 'odd', expression: 'throwIf(id = 3) = 0' } as const;
    const add = on('clicks', { kind: 'AddTableConstraint', constraint });
    const { rows, map } = await live();
    const [asked] = await preflight(clickhouse, planOf(add), { rows, managed: map });
    if (asked === undefined) throw new Error('it is asked about');
    expect(asked.unanswered).toMatchObject([
      { reason: 'the server answers FUNCTION_THROW_IF_VALUE_IS_NON_ZERO (395)', waits: false },
    ]);
    expect(provedHazards(asked)).toEqual(['BLOCKS_WRITES']);
    expect(withChecks(asked).checks).toMatchObject([
      { found: null, unanswered: 'the server answers FUNCTION_THROW_IF_VALUE_IS_NON_ZERO (395)' },
    ]);
    const late = new Map([[add, asked.unanswered.map(({ check }) => check)]]);
    expect(await askLate(clickhouse, [add], late, [])).toEqual([
      expect.stringContaining(': not answered (the server answers FUNCTION_THROW_IF'),
    ]);
    expect(await askLate(clickhouse, [add], late, ['BLOCKS_WRITES'])).toEqual([]);
  });

  it('asks of a table that SQL of the plan makes when it is there', async () => {
    const before = plainColumn('n', 'String');
    const change = on('made', { kind: 'ModifyTableColumn', before, after: plainColumn('n', 'UInt8') });
    const { rows, map } = await live();
    const [asked] = await preflight(clickhouse, planOf(change), { rows, managed: map });
    expect(asked?.results).toEqual([]);
    expect(asked?.unanswered).toMatchObject([{ waits: true }, { waits: true }]);
    await clickhouse.execute("CREATE TABLE made (n String) ORDER BY tuple() AS SELECT 'none' AS n");
    const late = new Map([[change, asked?.unanswered.map(({ check }) => check) ?? []]]);
    expect(await askLate(clickhouse, [change], late, ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES'])).toEqual([
      expect.stringContaining('1 row whose n cannot be UInt8: the change would fail, such as "none"'),
    ]);
  });

  it('counts the rows that a shorter key makes one, NULLs too, of many only the first', async () => {
    await clickhouse.execute(
      'CREATE TABLE pairs (id UInt64, k Nullable(UInt8)) ENGINE = ReplacingMergeTree ORDER BY (id, k) SETTINGS allow_nullable_key = 1',
    );
    await clickhouse.execute('INSERT INTO pairs SELECT number % 3, if(number < 3, NULL, 7) FROM numbers(6)');
    const { map } = await live();
    const shorten = on('pairs', { kind: 'ModifyOrderBy', before: '(id, k)', after: 'id' });
    const ask = (rows: number) =>
      preflight(clickhouse, planOf(shorten), {
        rows: new Map([[`${fresh.name}.pairs`, rows]]),
        managed: map,
      });
    const [few] = await ask(6);
    const found = few?.results.filter(({ hits }) => hits > 0) ?? [];
    expect(found.map(findingText)).toEqual([
      expect.stringContaining(
        ': 3 rows that ReplacingMergeTree may merge into others, because only the cut off',
      ),
    ]);
    const [many] = await ask(60_000_000);
    expect(many?.results).toMatchObject([{ hits: 3, check: { sampled: 50_000_000, settles: [] } }]);
  });
});
