import { describe, expect, it } from 'vitest';
import { type Column, plainColumn, type Table } from '../src/model/table.ts';
import { findRenameCandidates } from '../src/plan/rename-candidates.ts';
import { mapWith, plainTable } from './support/plain-objects.ts';

const id = plainColumn('id', 'UInt64');
const total = plainColumn('total', 'UInt32');
const note = plainColumn('note', 'String');
const orders = plainTable('orders', [id, total, note]);

/** `before after` of what looks renamed between two lists of tables. */
function found(live: readonly Table[], desired: readonly Table[]): readonly string[] {
  return findRenameCandidates(mapWith({ tables: live }), mapWith({ tables: desired })).map(
    ({ of, before, after }) => `${of} ${before} ${after}`,
  );
}

const ofColumns = (before: readonly Column[], after: readonly Column[], more: Partial<Table> = {}) =>
  found([plainTable('orders', before, more)], [plainTable('orders', after, more)]);

describe('tables that look renamed', () => {
  it('are those with the same columns, whatever the name, and with most of them', () => {
    expect(found([orders], [plainTable('orders_all', orders.columns)])).toEqual(['table orders orders_all']);
    expect(found([orders], [plainTable('sales', orders.columns)])).toEqual(['table orders sales']);
    const more = plainColumn('paid', 'Bool');
    expect(found([orders], [plainTable('sales', [...orders.columns, more])])).toEqual(['table orders sales']);
    const typed = [id, plainColumn('total', 'UInt64'), note];
    expect(found([orders], [plainTable('order', typed, { ttl: 'id + 1' })])).toEqual(['table orders order']);
  });

  it('are not those with half of the columns and another name, another engine or database', () => {
    const half = [id, total, plainColumn('seen', 'Bool'), plainColumn('at', 'DateTime')];
    expect(found([orders], [plainTable('visits', half)])).toEqual([]);
    const engine = { name: 'ReplacingMergeTree', args: [] };
    expect(found([orders], [plainTable('orders_all', orders.columns, { engine })])).toEqual([]);
    const elsewhere = plainTable('orders', orders.columns, { address: 'raw.orders', database: 'raw' });
    expect(found([orders], [elsewhere])).toEqual([]);
    expect(found([orders], [orders, plainTable('orders_all', orders.columns)])).toEqual([]);
  });

  it('are not versions, nor those that stay or hold no rows', () => {
    const version = (name: string, of: string | null) => plainTable(name, orders.columns, { version: of });
    const [first, second] = ['orders_1_0', 'orders_2_0'] as const;
    expect(found([orders], [version(second, '2.0')])).toEqual([]);
    expect(found([version(first, null)], [version(second, '2.0')])).toEqual([]);
    expect(found([version(second, null)], [version(first, '1.0')])).toEqual([]);
    const sales = plainTable('sales', orders.columns);
    for (const lifeCycle of ['DELETION_PROTECTED', 'EXTERNALLY_MANAGED'] as const)
      expect(found([{ ...orders, lifeCycle }], [sales])).toEqual([]);
    expect(found([orders], [{ ...sales, lifeCycle: 'EXTERNALLY_MANAGED' }])).toEqual([]);
    const engine = { name: 'Null', args: [] };
    expect(found([{ ...orders, engine }], [{ ...sales, engine }])).toEqual([]);
  });

  it('stand in one pair each, the most alike first', () => {
    const named = (name: string) => plainTable(name, orders.columns);
    expect(found([orders, named('visits')], [named('all_orders'), named('visit')])).toEqual([
      'table visits visit',
      'table orders all_orders',
    ]);
    expect(found([orders], [named('sales'), named('orders_all')])).toEqual(['table orders orders_all']);
  });
});

describe('columns that look renamed', () => {
  it('are those of one type at one place, whatever their names', () => {
    const [v, w] = [plainColumn('v', 'UInt64'), plainColumn('w', 'String')];
    const [value, label] = [plainColumn('value', 'UInt64'), plainColumn('label', 'String')];
    expect(ofColumns([id, v, w], [id, value, label])).toEqual(['column v value', 'column w label']);
    expect(ofColumns([id, v, w], [id, plainColumn('new', 'Bool'), note, value, label])).toEqual([]);
    expect(ofColumns([id, v, note], [id, label, note, value])).toEqual([]);
    // What is added before another column does not move its place.
    expect(ofColumns([id, note, w], [plainColumn('at', 'DateTime'), id, note, label])).toEqual([
      'column w label',
    ]);
  });

  it('by place alone are of one type, with the same clauses, and can be renamed', () => {
    const [v, value] = [plainColumn('v', 'UInt64'), plainColumn('value', 'UInt64')];
    const other = plainColumn('value', 'UInt32');
    expect(ofColumns([id, v], [id, other])).toEqual([]);
    expect(ofColumns([id, v], [id, { ...value, codec: 'ZSTD(3)' }])).toEqual([]);
    expect(ofColumns([v, id], [value, id])).toEqual([]);
    expect(ofColumns([id, v], [id, value], { lifeCycle: 'DELETION_PROTECTED' })).toEqual([]);
    const ofRow = { kind: 'ALIAS', expression: 'id + 1' } as const;
    expect(ofColumns([id, { ...v, default: ofRow }], [id, { ...value, default: ofRow }])).toEqual([]);
    const engine = { name: 'Log', args: [] };
    expect(ofColumns([id, v], [id, value], { engine, orderBy: null })).toEqual([]);
  });

  it('are paired by name first, and one that is taken bars no other', () => {
    const columns = (...names: readonly string[]) => names.map((name) => plainColumn(name, 'UInt32'));
    expect(ofColumns([id, ...columns('v', 'total_sum')], [id, ...columns('sum_total', 'value')])).toEqual([
      'column total_sum sum_total',
      'column v value',
    ]);
    const [before, after] = [
      columns('amount', 'sent', 'amount_net'),
      columns('net_amount', 'sent', 'amount_gross'),
    ];
    expect(ofColumns([id, ...before], [id, ...after])).toEqual([
      'column amount_net net_amount',
      'column amount amount_gross',
    ]);
  });
});
