import { describe, expect, it } from 'vitest';
import type { InfraMap } from '../src/model/infra-map.ts';
import type { Action, Operation } from '../src/model/operation.ts';
import { plainColumn } from '../src/model/table.ts';
import type { MaterializedView } from '../src/model/view.ts';
import { gapHazards } from '../src/plan/gap-hazards.ts';
import { closeGaps } from '../src/plan/gap-order.ts';
import { orderOperations } from '../src/plan/order.ts';
import { rebindings } from '../src/plan/rebind-views.ts';
import { mapWith, operationOn, plainTable } from './support/plain-objects.ts';

function materializedView(name: string, select: string, target: string): MaterializedView {
  return {
    address: `shop.${name}`,
    database: 'shop',
    name,
    select,
    columns: null,
    security: null,
    comment: null,
    target: { database: 'shop', name: target },
    refresh: null,
    inner: null,
    sources: [],
    startsEmpty: false,
    lifeCycle: 'FULLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
  };
}

const column = (name: string, type = 'UInt32') => plainColumn(name, type);
const DAILY = materializedView(
  'daily',
  'SELECT buyer, sum(total) AS spent FROM shop.orders GROUP BY buyer',
  'sums',
);
const LIVE: InfraMap = mapWith({
  tables: [
    plainTable('clicks', [column('id')]),
    plainTable('orders', [column('id'), column('buyer'), column('total')]),
    plainTable('sums', [column('buyer'), column('spent')]),
  ],
  materializedViews: [DAILY],
});

const query = (after: string): Operation =>
  operationOn('daily', { kind: 'ModifyMaterializedViewQuery', before: DAILY.select, after });
const retyped = (of: string, name: string): Operation =>
  operationOn(of, { kind: 'ModifyTableColumn', before: column(name), after: column(name, 'String') });
const added = (of: string, name: string): Operation =>
  operationOn(of, { kind: 'AddTableColumn', column: column(name), after: null });
const renamed = (of: string, before: string, after: string): Operation =>
  operationOn(of, { kind: 'RenameTableColumn', before, after });

function inWords(operation: Operation): string {
  const { kind, target } = operation;
  const part =
    operation.kind === 'ModifyTableColumn'
      ? operation.after
      : 'column' in operation
        ? operation.column
        : null;
  const name = typeof part === 'string' ? part : (part?.name ?? '');
  return `${kind} ${target.name} ${name}`.trim();
}

const order = (operations: readonly Operation[], live = LIVE): readonly string[] =>
  closeGaps(operations, live).map(inWords);

describe('a gap is kept short:', () => {
  it('a table rename stands before the query of the view, and what that needs not behind it', () => {
    const operations = [
      operationOn('orders', { kind: 'RenameTable', after: 'sales' }),
      operationOn('clicks', { kind: 'DropTableColumn', column: 'x' }),
      added('sales', 'note'),
      added('sums', 'notes'),
      retyped('clicks', 'id'),
      retyped('sales', 'id'),
      query('SELECT buyer, sum(total) AS spent, count() AS notes FROM shop.sales GROUP BY buyer'),
    ];
    expect(order(operations)).toEqual([
      'AddTableColumn sums notes',
      'RenameTable orders',
      'ModifyMaterializedViewQuery daily',
      'DropTableColumn clicks x',
      'AddTableColumn sales note',
      'ModifyTableColumn clicks id',
      'ModifyTableColumn sales id',
    ]);
  });

  it('a column rename waits for columns and conversions that the view reads as well', () => {
    const operations = [
      renamed('orders', 'total', 'amount'),
      added('orders', 'tax'),
      retyped('orders', 'buyer'),
      operationOn('orders', { kind: 'ModifyTableTtl', before: null, after: 'toDateTime(amount) + 1' }),
      query('SELECT buyer, sum(amount + tax) AS spent FROM shop.orders GROUP BY buyer'),
    ];
    expect(order(operations)).toEqual([
      'AddTableColumn orders tax',
      'ModifyTableColumn orders buyer',
      'RenameTableColumn orders',
      'ModifyMaterializedViewQuery daily',
      'ModifyTableTtl orders',
    ]);
  });

  it('a conversion comes before the renames of its column and of its table, under the old names', () => {
    const operations = [
      renamed('orders', 'total', 'cents'),
      operationOn('orders', { kind: 'DropTableIndex', index: 'by_cents' }),
      operationOn('orders', { kind: 'AddTableColumn', column: column('tax'), after: 'cents' }),
      retyped('orders', 'cents'),
      renamed('sums', 'spent', 'sum'),
      retyped('sums', 'sum'),
      query('SELECT buyer, sum(cents + tax) AS sum FROM shop.orders GROUP BY buyer'),
    ];
    expect(order(operations)).toEqual([
      'DropTableIndex orders',
      'ModifyTableColumn orders total',
      'ModifyTableColumn sums spent',
      'RenameTableColumn orders',
      'AddTableColumn orders tax',
      'RenameTableColumn sums',
      'ModifyMaterializedViewQuery daily',
    ]);
    const table = [
      operationOn('orders', { kind: 'RenameTable', after: 'sales' }),
      renamed('sales', 'total', 'cents'),
      retyped('sales', 'cents'),
      query('SELECT buyer, sum(cents) AS spent FROM shop.sales GROUP BY buyer'),
    ];
    expect(order(table)).toEqual([
      'ModifyTableColumn orders total',
      'RenameTable orders',
      'RenameTableColumn sales',
      'ModifyMaterializedViewQuery daily',
    ]);
  });

  it('a conversion of a column whose name was taken over, or that no view reads, stays behind the rename', () => {
    const taken = [
      renamed('orders', 'total', 'cents'),
      operationOn('orders', {
        kind: 'ModifyTableColumn',
        before: column('cents'),
        after: { ...column('cents', 'String'), default: { kind: 'DEFAULT', expression: 'toString(total)' } },
      }),
      query('SELECT buyer, sum(cents) AS spent FROM shop.orders GROUP BY buyer'),
    ];
    expect(order(taken)).toEqual(taken.map(inWords));
    const unread = [renamed('clicks', 'id', 'no'), retyped('clicks', 'no')];
    expect(order(unread)).toEqual(unread.map(inWords));
  });

  it('SQL written by hand keeps its place', () => {
    const raw = operationOn('x', { kind: 'RawSql', sql: ['SELECT 1'], description: '', resource: null });
    const operations = [
      renamed('orders', 'total', 'amount'),
      raw,
      query('SELECT buyer, amount AS spent FROM shop.orders'),
    ];
    expect(order(operations)).toEqual(operations.map(inWords));
  });

  it('a view goes when the one that takes its place can be made', () => {
    const next = materializedView('daily_2', 'SELECT buyer, total AS spent FROM shop.orders', 'sums');
    const operations = [
      operationOn('daily', { kind: 'DropMaterializedView' }),
      operationOn('clicks', { kind: 'DropTable' }),
      added('orders', 'tax'),
      operationOn('daily_2', { kind: 'CreateMaterializedView', view: next }),
    ];
    expect(order(operations)).toEqual([
      'DropMaterializedView daily',
      'CreateMaterializedView daily_2',
      'DropTable clicks',
      'AddTableColumn orders tax',
    ]);
    expect(gapHazards(operations, LIVE)).toEqual([['LOSES_ROWS_IN_GAP'], [], [], []]);
  });

  it('without any: a new source column comes before the query, a dropped one goes after it, a new target column too', () => {
    const operations = [
      query('SELECT buyer, sum(tax) AS spent, count() AS orders FROM shop.orders GROUP BY buyer'),
      operationOn('orders', { kind: 'DropTableColumn', column: 'total' }),
      added('sums', 'orders'),
      added('orders', 'tax'),
    ];
    expect(order(orderOperations(operations, LIVE, LIVE))).toEqual([
      'AddTableColumn orders tax',
      'AddTableColumn sums orders',
      'ModifyMaterializedViewQuery daily',
      'DropTableColumn orders total',
    ]);
  });

  it('a view that another one reads goes when that one has stopped', () => {
    const bots = { ...DAILY, address: 'shop.bots', name: 'bots', select: 'SELECT 7 AS id' };
    const reading = {
      ...DAILY,
      select: 'SELECT id FROM shop.orders WHERE id NOT IN (SELECT id FROM shop.bots)',
    };
    const live = { ...LIVE, views: [bots], materializedViews: [reading] };
    const operations = [
      operationOn('bots', { kind: 'DropView' }),
      operationOn('daily', {
        kind: 'ModifyMaterializedViewQuery',
        before: reading.select,
        after: DAILY.select,
      }),
    ];
    expect(orderOperations(operations, live, live).map(inWords)).toEqual([
      'ModifyMaterializedViewQuery daily',
      'DropView bots',
    ]);
  });
});

describe('a gap is told:', () => {
  const hazards = (action: Action, of = 'orders', later: readonly Operation[] = [], live = LIVE) =>
    gapHazards([operationOn(of, action), ...later], live)[0];

  it.each<readonly [string, Action, string, readonly string[]]>([
    ['a table that a view reads', { kind: 'RenameTable', after: 'sales' }, 'orders', ['LOSES_ROWS_IN_GAP']],
    ['a table that a view fills', { kind: 'RenameTable', after: 'totals' }, 'sums', ['BLOCKS_WRITES']],
    ['a table that none knows', { kind: 'RenameTable', after: 'hits' }, 'clicks', []],
    [
      'a column that a view reads',
      { kind: 'RenameTableColumn', before: 'total', after: 'amount' },
      'orders',
      ['BLOCKS_WRITES'],
    ],
    ['a column that no view reads', { kind: 'RenameTableColumn', before: 'id', after: 'no' }, 'orders', []],
    [
      'a column that a view fills',
      { kind: 'RenameTableColumn', before: 'spent', after: 'sum' },
      'sums',
      ['LOSES_ROWS_IN_GAP'],
    ],
    ['an exchange that no view follows', { kind: 'ExchangeTables', other: 'clicks' }, 'orders', []],
  ])('%s', (_, action, of, wanted) => {
    expect(hazards(action, of)).toEqual(wanted);
  });

  it('an exchange of tables whose views follow, and a column under a view that takes all', () => {
    const follows = [query('SELECT id FROM shop.clicks')];
    expect(hazards({ kind: 'ExchangeTables', other: 'clicks' }, 'orders', follows)).toEqual([
      'LOSES_ROWS_IN_GAP',
    ]);
    const all = { ...LIVE, materializedViews: [{ ...DAILY, select: 'SELECT * FROM shop.orders' }] };
    const rename = { kind: 'RenameTableColumn', before: 'total', after: 'amount' } as const;
    expect(hazards(rename, 'orders', [], all)).toEqual(['LOSES_ROWS_IN_GAP']);
  });
});

describe('a view over a table whose name another one gets', () => {
  const rename = operationOn('orders', { kind: 'RenameTable', after: 'sales' });
  const again = operationOn('orders', { kind: 'CreateTable', table: plainTable('orders', [column('id')]) });

  it('has its query sent again when that is there, unless it changes anyway', () => {
    const operations = [rename, again];
    const more = rebindings(operations, LIVE);
    expect(order([...operations, added('clicks', 'x'), ...more])).toEqual([
      'RenameTable orders',
      'CreateTable orders',
      'ModifyMaterializedViewQuery daily',
      'AddTableColumn clicks x',
    ]);
    expect(rebindings([...operations, query('SELECT 1 FROM shop.sales')], LIVE)).toEqual([]);
    expect(rebindings([rename], LIVE)).toEqual([]);
  });
});

describe('a view whose target gets a new version', () => {
  const versioned = (name: string, version: string | null = null) =>
    plainTable(name, [column('buyer'), column('spent')], { version });
  const old = materializedView('daily', DAILY.select, 'sums_1');
  const live = mapWith({
    tables: [plainTable('orders', [column('id')]), versioned('sums_1')],
    materializedViews: [old],
  });
  const drop = operationOn('daily', { kind: 'DropMaterializedView' });
  const table = versioned('sums_2', '2');
  const create = operationOn('sums_2', { kind: 'CreateTable', table });
  const view = materializedView('daily_2', DAILY.select, 'sums_2');
  const made = operationOn('daily_2', { kind: 'CreateMaterializedView', view });
  const filling = (because: string): Operation => {
    const fill = 'INSERT INTO shop.sums_2 (buyer) SELECT buyer FROM shop.sums_1 WHERE 1';
    const action = { kind: 'RawSql', sql: [fill], description: '', resource: null } as const;
    return operationOn('sums_2', action, { because });
  };
  const fill = filling('shop.sums_2/backfill');

  it('makes room only when that is filled, directly before the view that fills it', () => {
    const note = added('orders', 'note');
    const ordered = closeGaps([drop, create, fill, note, made], live);
    expect(ordered.map(inWords)).toEqual([
      'CreateTable sums_2',
      'RawSql sums_2',
      'DropMaterializedView daily',
      'CreateMaterializedView daily_2',
      'AddTableColumn orders note',
    ]);
    expect(gapHazards(ordered, live)).toEqual([[], ['LOSES_ROWS_IN_GAP'], ['LOSES_ROWS_IN_GAP'], [], []]);
  });

  it('misses rows meanwhile also where nothing is filled, or by hand, or where the old view stays', () => {
    expect(gapHazards([drop, create, made], live)[0]).toEqual(['LOSES_ROWS_IN_GAP']);
    expect(gapHazards([create, filling('by hand'), made], live)[1]).toEqual(['LOSES_ROWS_IN_GAP']);
  });

  it('misses none where no view fills the one or the other', () => {
    expect(gapHazards([create, fill], live)).toEqual([[], []]);
    expect(gapHazards([create, fill, made], { ...live, materializedViews: [] })[1]).toEqual([]);
    const other = operationOn('sums_2', {
      kind: 'CreateTable',
      table: { ...table, name: 'others', address: 'shop.others' },
    });
    const elsewhere = { ...view, target: { database: 'shop', name: 'others' } };
    const into = operationOn('daily_2', { kind: 'CreateMaterializedView', view: elsewhere });
    expect(gapHazards([drop, other, into], live)[0]).toEqual([]);
  });
});
