import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingText, type Preflight, preflight, provedHazards } from '../src/commands/preflight.ts';
import { rightsFor } from '../src/commands/rights.ts';
import { checksOf } from '../src/ddl/checks/index.ts';
import { type ClickHouse, connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { infraMapOf } from '../src/drivers/clickhouse/introspect.ts';
import { readWorkSizes } from '../src/drivers/clickhouse/work-sizes.ts';
import { type EmbeddedUser, emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import {
  type EmbeddedServer,
  embeddedServerTarget,
  startEmbedded,
} from '../src/drivers/embedded/embedded-server.ts';
import type { Action, Operation, Plan } from '../src/model/operation.ts';
import { plainColumn } from '../src/model/table.ts';
import { withCost } from '../src/plan/costs.ts';
import { describeWithEngine } from './support/engine.ts';

const DATABASE = 'shop';

function operation(name: string, action: Action, more: Partial<Operation> = {}): Operation {
  return {
    ...action,
    target: { database: DATABASE, name, cluster: null },
    because: `${DATABASE}.${name}/part`,
    hazards: [],
    cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
    approved: [],
    checks: [],
    ...more,
  } as Operation;
}

const planOf = (...operations: readonly Operation[]): Plan => ({
  base: '',
  desired: '',
  operations,
  refused: [],
  withheld: [],
});

describeWithEngine('what a server has against a plan', () => {
  let server: EmbeddedServer;
  let clickhouse: ClickHouse;
  beforeAll(async () => {
    const users: readonly EmbeddedUser[] = [
      { name: 'reader', password: 'r', settings: { readonly: '1' }, databases: null },
      { name: 'elsewhere', password: 'e', settings: {}, databases: ['other'] },
    ];
    server = await startEmbedded({
      path: null,
      databases: [DATABASE, 'other'],
      config: { ...emptyEmbeddedConfig, users },
    });
    clickhouse = await connectClickHouse(embeddedServerTarget(server, DATABASE));
    await clickhouse.execute(
      'CREATE TABLE orders (id UInt64, at DateTime, note String, api_token String, link String, total Int32) ENGINE = MergeTree ORDER BY id SETTINGS min_bytes_for_wide_part = 0',
    );
    await clickhouse.execute(
      `INSERT INTO orders SELECT number, now() - toIntervalDay(number), repeat('long ', 60), 'token-of-somebody', 'https://ann:geheim@example.org/', 7000 FROM numbers(9)`,
    );
  });
  afterAll(async () => {
    await clickhouse.close();
    await server.stop();
  });

  const ask = (plan: Plan, on: ClickHouse = clickhouse): Promise<Preflight> =>
    preflight(on, plan, {
      rows: new Map([[`${DATABASE}.orders`, 9]]),
      managed: infraMapOf([], DATABASE),
    });
  const textsOf = (found: Preflight): readonly string[] =>
    found.flatMap(({ results }) => results.filter(({ hits }) => hits > 0).map(findingText));

  /** As another program would, which does not say that it is us. */
  const asOthers = (sql: string): Promise<Response> => {
    const { username, password } = embeddedServerTarget(server, DATABASE);
    return fetch(`${server.url}/?database=${DATABASE}`, {
      method: 'POST',
      body: sql,
      headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password },
    });
  };

  it('names who has read what is dropped', async () => {
    await (await asOthers('SELECT sum(total) FROM orders')).text();
    await (await asOthers('SELECT sum(total) FROM orders')).text();
    await clickhouse.query('SELECT note FROM orders LIMIT 1');
    await clickhouse.execute('SYSTEM FLUSH LOGS');
    const found = await ask(
      planOf(
        operation('orders', { kind: 'DropTableColumn', column: 'total' }),
        operation('orders', { kind: 'DropTableColumn', column: 'note' }),
        operation('orders', { kind: 'DropTable' }),
      ),
    );
    expect(textsOf(found)).toEqual([
      'shop.orders/part: 2 queries of the last 30 days that use the column total, such as "moose: 2"',
      'shop.orders/part: 2 queries of the last 30 days that use the table, such as "moose: 2"',
    ]);
    expect(found.map(provedHazards)).toEqual([['BREAKS_DEPENDENTS'], [], ['BREAKS_DEPENDENTS']]);
  });

  it('sees the queries that run on a table to be dropped', async () => {
    const running = asOthers(
      'SELECT count() FROM orders WHERE sleepEachRow(0.3) = 0 SETTINGS max_block_size = 1',
    );
    const drop = planOf(operation('orders', { kind: 'DropTable' }));
    let lines: readonly string[] = [];
    while (!lines.some((line) => line.includes('right now'))) lines = textsOf(await ask(drop));
    expect(lines[0]).toMatch(/1 query that uses the table right now, such as "moose: Select for \d+ s"/);
    await (await running).text();
  });

  it('counts the rows that read as a default that changes', async () => {
    await clickhouse.execute('ALTER TABLE orders ADD COLUMN state UInt8 DEFAULT 7');
    await clickhouse.execute('INSERT INTO orders (id, at, state) VALUES (100, now(), 3)');
    const [before, after] = ['7', '9'].map((expression) =>
      plainColumn('state', 'UInt8', { default: { kind: 'DEFAULT', expression } }),
    );
    if (before === undefined || after === undefined) throw new Error('there are two');
    const found = await ask(planOf(operation('orders', { kind: 'ModifyTableColumn', before, after })));
    expect(found.map(provedHazards)).toEqual([['CHANGES_VALUES']]);
    expect(textsOf(found)).toEqual([
      'shop.orders/part: 9 rows of parts that do not hold state: they read as its default, which changes',
    ]);
  });

  it('counts the values that a new TTL of a column empties', async () => {
    const before = plainColumn('note', 'String');
    const after = { ...before, ttl: 'at + toIntervalDay(4)' };
    const ttl = operation(
      'orders',
      { kind: 'ModifyTableColumn', before, after },
      { hazards: ['EXPIRES_ROWS'] },
    );
    const found = await ask(planOf(ttl));
    expect(textsOf(found)[0]).toMatch(/: 5 rows whose note the new TTL empties at once$/);
    const harmless = { ...ttl, after: { ...before, ttl: 'at + toIntervalDay(40)' } } as Operation;
    expect((await ask(planOf(harmless))).map(provedHazards)).toEqual([[]]);
  });

  it('asks under the names of now what a plan renames first, chains of names too', async () => {
    await clickhouse.execute(
      'CREATE TABLE sold (id UInt64, a Int32, b String) ENGINE = MergeTree ORDER BY id',
    );
    await clickhouse.execute("INSERT INTO sold VALUES (1, 300, 'abc'), (2, 5, '17')");
    const rename = (name: string, before: string, after: string): Operation =>
      operation(name, { kind: 'RenameTableColumn', before, after });
    const modify = (name: string, of: string, from: string, to: string): Operation =>
      operation(
        name,
        { kind: 'ModifyTableColumn', before: plainColumn(of, from), after: plainColumn(of, to) },
        { hazards: ['CHANGES_VALUES'] },
      );
    const plan = planOf(
      operation('sold', { kind: 'RenameTable', after: 'sales' }),
      rename('sales', 'b', 'c'),
      rename('sales', 'a', 'b'),
      modify('sales', 'b', 'Int32', 'Int8'),
      modify('sales', 'c', 'String', 'UInt32'),
      operation('sales', {
        kind: 'AddTableConstraint',
        constraint: { kind: 'CHECK', name: 'small', expression: 'b < 9' },
      }),
    );
    const found = await preflight(clickhouse, plan, {
      rows: new Map([[`${DATABASE}.sold`, 2]]),
      managed: infraMapOf([], DATABASE),
    });
    expect(
      found.map(({ operation: { kind }, results, unanswered }) => [
        kind,
        results.map(({ hits, check: { means } }) => [hits, means]),
        unanswered,
      ]),
    ).toEqual([
      ['RenameTable', [], []],
      ['RenameTableColumn', [], []],
      ['RenameTableColumn', [], []],
      ['ModifyTableColumn', [[1, 'CHANGES_VALUES']], []],
      [
        'ModifyTableColumn',
        [
          [1, 'blocks'],
          [0, 'CHANGES_VALUES'],
        ],
        [],
      ],
      ['AddTableConstraint', [[1, 'BLOCKS_WRITES']], []],
    ]);
  });

  it('shows no secret and no long value', async () => {
    const toNumber = (name: string): Operation =>
      operation(
        'orders',
        {
          kind: 'ModifyTableColumn',
          before: plainColumn(name, 'String'),
          after: plainColumn(name, 'UInt64'),
        },
        { hazards: ['MAY_FAIL_ON_DATA'] },
      );
    const found = await ask(planOf(toNumber('api_token'), toNumber('link'), toNumber('note')));
    const samples = found.flatMap(({ results }) => results.flatMap((result) => result.samples));
    expect(samples.filter((sample) => sample !== '')).toEqual([
      '[HIDDEN]',
      '[HIDDEN]',
      'https://ann:[HIDDEN]@example.org/',
      `${'long '.repeat(16)}…`,
    ]);
    expect(JSON.stringify(found)).not.toMatch(/token-of|geheim/);
  });

  it('says when the rewritten files do not fit the disk', async () => {
    const rewrite = operation(
      'orders',
      {
        kind: 'ModifyTableColumn',
        before: plainColumn('total', 'Int32'),
        after: plainColumn('total', 'Int64'),
      },
      { cost: { class: 'mutation', rows: 9, bytes: 0, parts: 1, seconds: null } },
    );
    const [asked] = await ask(planOf(rewrite));
    const disk = asked?.results.find(({ check }) => check.asks.includes('disk'));
    expect(disk).toMatchObject({ hits: 0, samples: [], check: { means: 'blocks' } });
    // The same question about a disk that is full.
    const full = (disk?.check.sql ?? '').replace('unreserved_space AS free', '0 AS free');
    const [row] = await clickhouse.query<{ readonly hits: number; readonly samples: readonly string[] }>(
      full,
    );
    expect(Number(row?.hits)).toBe(1);
    expect(row?.samples).toEqual([expect.stringMatching(/^default needs \d+\.\d\d B, free 0\.00 B$/)]);
  });

  it('tells what a user may not do', async () => {
    const plan = planOf(
      operation('orders', { kind: 'DropTableColumn', column: 'total' }),
      operation('orders', { kind: 'DropTable' }),
      operation('others', { kind: 'DropTable' }),
    );
    expect(await rightsFor(clickhouse, plan)).toEqual({ missing: [], unknown: null });
    const connect = (username: string, password: string, database: string): Promise<ClickHouse> =>
      connectClickHouse({ ...embeddedServerTarget(server, database), username, password });
    const [reader, elsewhere] = [
      await connect('reader', 'r', DATABASE),
      await connect('elsewhere', 'e', 'other'),
    ];
    expect((await rightsFor(reader, plan)).missing).toEqual([
      'the user may only read: the setting readonly is on',
    ]);
    expect((await rightsFor(elsewhere, plan)).missing).toEqual([
      'the user may not ALTER DROP COLUMN on shop.orders',
      'the user may not DROP TABLE on shop.orders',
      'the user may not DROP TABLE on shop.others',
    ]);
    // Who may only read may set no limit either; the questions are asked all the same.
    const found = await ask(
      planOf(operation('orders', { kind: 'DropTableColumn', column: 'total' })),
      reader,
    );
    expect(found.flatMap(({ unanswered }) => unanswered)).toEqual([]);
    await reader.close();
    await elsewhere.close();
  });

  it('knows the size of the files that are touched, and how long that takes where the server has merged enough', async () => {
    const sizes = await readWorkSizes(clickhouse, [{ database: DATABASE, name: 'orders' }]);
    const bytes = sizes.columns.get(`${DATABASE}.orders/column/note`) ?? 0;
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).not.toBe(sizes.columns.get(`${DATABASE}.orders/column/total`));
    const change = operation(
      'orders',
      {
        kind: 'ModifyTableColumn',
        before: plainColumn('note', 'String'),
        after: plainColumn('note', 'UInt64'),
      },
      { cost: { class: 'mutation', rows: 10, bytes: 9_000_000, parts: 2, seconds: null } },
    );
    const bytesOf = (address: string): number | null => sizes.columns.get(address) ?? null;
    expect(withCost(change, change, { bytesOf, bytesPerSecond: null }).cost).toMatchObject({
      bytes,
      seconds: null,
    });
    const slow = withCost(change, change, { bytesOf, bytesPerSecond: bytes / 601 });
    expect(slow).toMatchObject({ cost: { seconds: 601 }, hazards: ['LONG_RUNNING'] });
    const fast = withCost(change, change, { bytesOf, bytesPerSecond: bytes / 599 });
    expect(fast).toMatchObject({ cost: { seconds: 599 }, hazards: [] });
  });
});

describe('a check of very many rows', () => {
  it('looks at a part of them, says so, and settles nothing', () => {
    const change = operation('orders', {
      kind: 'ModifyTableColumn',
      before: plainColumn('total', 'Int32'),
      after: plainColumn('total', 'Int8'),
    });
    const [small] = checksOf(change, { rows: 49_000_000, orderBy: 'id', engine: 'MergeTree' });
    const [large] = checksOf(change, { rows: 51_000_000, orderBy: 'id', engine: 'MergeTree' });
    expect(small).toMatchObject({ sampled: null, settles: ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES'] });
    expect(large).toMatchObject({ sampled: 50_000_000, settles: [] });
    expect(large?.sql).toContain('LIMIT 50000000');
    if (large === undefined) throw new Error('there is a check');
    expect(findingText({ check: large, hits: 2, samples: ['300'] })).toBe(
      'shop.orders/part: 2 rows whose total cannot be Int8 as it is (in the first 50,000,000 rows), such as "300"',
    );
  });
});
