import { describe, expect, it } from 'vitest';
import type { Dictionary } from '../src/model/dictionary.ts';
import type { InfraMap } from '../src/model/infra-map.ts';
import type { Operation } from '../src/model/operation.ts';
import { plainColumn } from '../src/model/table.ts';
import type { MaterializedView, View } from '../src/model/view.ts';
import { brokenBy } from '../src/plan/dependents.ts';
import { mapWith, operationOn, plainTable } from './support/plain-objects.ts';

const owned = { lifeCycle: 'FULLY_MANAGED', cluster: null, source: null, notUnderstood: null } as const;
const viewOn = (name: string, select: string, columns: string | null = null): View => ({
  ...owned,
  address: `shop.${name}`,
  database: 'shop',
  name,
  select,
  columns,
  security: null,
  comment: null,
  sources: [],
});
const fed = (name: string, select: string, target: string): MaterializedView => ({
  ...viewOn(name, select),
  target: { database: 'shop', name: target },
  refresh: null,
  inner: null,
  startsEmpty: false,
});
const names: Dictionary = {
  ...owned,
  address: 'shop.names',
  database: 'shop',
  name: 'names',
  attributes: ['id', 'note'].map((name) => ({
    name,
    type: 'String',
    default: null,
    expression: null,
    options: [],
  })),
  primaryKey: ['id'],
  origin: "CLICKHOUSE(TABLE 'orders')",
  lifetime: null,
  layout: 'FLAT()',
  range: null,
  settings: {},
  comment: null,
};
const columns = ['id', 'note', 'total'].map((name) => plainColumn(name, 'String'));
const orders = plainTable('orders', columns);
const everywhere = plainTable('orders_all', columns, {
  engine: { name: 'Distributed', args: ["'east'", "'shop'", "'orders'"] },
});
const totals = plainTable('totals', columns);

const live: InfraMap = mapWith({
  tables: [orders, everywhere, totals],
  views: [
    viewOn('notes', 'SELECT note FROM shop.orders'),
    viewOn('all_of_it', 'SELECT * FROM shop.orders', '`id` String, `note` String, `total` String'),
    viewOn('other', 'SELECT note FROM shop.elsewhere'),
  ],
  materializedViews: [fed('summing', 'SELECT id, total FROM shop.queue', 'totals')],
  dictionaries: [names],
});

const dropColumn = (table: string, column: string): Operation =>
  operationOn(table, { kind: 'DropTableColumn', column });

const broken = (...operations: readonly Operation[]): readonly string[] =>
  [...brokenBy(operations, live).values()].flat().map(({ dependent, uses }) => `${dependent} uses ${uses}`);

describe('what a plan breaks', () => {
  it('names every reader of a dropped column: views, dictionaries, Distributed tables', () => {
    expect(broken(dropColumn('orders', 'note'))).toEqual([
      'view shop.notes uses column note of shop.orders',
      'view shop.all_of_it uses column note of shop.orders',
      'dictionary shop.names uses column note of shop.orders',
      'Distributed table shop.orders_all uses column note of shop.orders',
    ]);
  });

  it('names the materialized view that fills a dropped column: it would silently leave it out', () => {
    expect(broken(dropColumn('totals', 'total'))).toEqual([
      'materialized view shop.summing uses column total of shop.totals',
    ]);
  });

  it('names what reads a dropped or renamed table, and the old name of a column', () => {
    expect(broken(operationOn('totals', { kind: 'DropTable' }))).toEqual([
      'materialized view shop.summing uses shop.totals',
    ]);
    expect(broken(operationOn('orders', { kind: 'RenameTable', after: 'purchases' }))).toHaveLength(4);
    expect(
      broken(operationOn('orders', { kind: 'RenameTableColumn', before: 'total', after: 'amount' })),
    ).toEqual([
      'view shop.all_of_it uses column total of shop.orders',
      'Distributed table shop.orders_all uses column total of shop.orders',
    ]);
  });

  it('names what reads a materialized view with a table inside, and a column that a view loses', () => {
    const inner = { ...fed('hourly', 'SELECT note FROM shop.queue', ''), target: null };
    const columns = '`note` String, `id` String';
    const before = viewOn('notes', 'SELECT note, id FROM shop.orders', columns);
    const theirs = viewOn('theirs', 'SELECT note FROM shop.notes');
    const after = viewOn('notes', 'SELECT id FROM shop.orders');
    const map = mapWith({
      views: [before, theirs, viewOn('late', 'SELECT note FROM shop.hourly')],
      materializedViews: [inner],
    });
    const found = brokenBy(
      [
        operationOn('hourly', { kind: 'DropMaterializedView' }),
        operationOn('notes', { kind: 'ModifyView', before, after }),
      ],
      map,
    );
    expect([...found.values()].flat().map(({ dependent, uses }) => `${dependent} uses ${uses}`)).toEqual([
      'view shop.late uses shop.hourly',
      'view shop.theirs uses column note of shop.notes',
    ]);
  });

  it('takes a name that a query only gives for no use of the column', () => {
    const map = mapWith({
      tables: [orders, totals],
      views: [viewOn('given', 'SELECT id AS note FROM shop.orders', '`note` String')],
      materializedViews: [fed('filling', 'SELECT note FROM shop.orders', 'totals')],
    });
    const query = operationOn('filling', {
      kind: 'ModifyMaterializedViewQuery',
      before: 'SELECT note FROM shop.orders',
      after: 'SELECT upper(id) AS note FROM shop.orders GROUP BY note',
    });
    const dropped = (table: string): readonly string[] =>
      [...brokenBy([query, dropColumn(table, 'note')], map).values()]
        .flat()
        .map(({ dependent }) => dependent);
    expect(dropped('orders')).toEqual([]);
    expect(dropped('totals')).toEqual(['materialized view shop.filling']);
  });

  it('names nothing that the same plan changes or drops, and no drop that is made up for', () => {
    const notes = viewOn('notes', 'SELECT id FROM shop.orders');
    expect(
      broken(
        dropColumn('orders', 'note'),
        operationOn('notes', { kind: 'ModifyView', before: viewOn('notes', 'SELECT note'), after: notes }),
        operationOn('all_of_it', { kind: 'DropView' }),
        operationOn('names', { kind: 'DropDictionary' }),
        dropColumn('orders_all', 'note'),
      ),
    ).toEqual([]);
    expect(
      broken(
        dropColumn('orders', 'note'),
        operationOn('orders', {
          kind: 'AddTableColumn',
          column: plainColumn('note', 'UInt8'),
          after: null,
        }),
      ),
    ).toEqual([]);
  });
});
