import { describe, expect, it } from 'vitest';
import type { MaterializedView, View } from '../src/model/view.ts';
import { describeOperation } from '../src/plan/describe.ts';
import { driftBetween } from '../src/plan/drift.ts';
import { mapWith } from './support/plain-objects.ts';

function view(select: string): View {
  return {
    address: 'shop.daily',
    database: 'shop',
    name: 'daily',
    select,
    columns: null,
    security: null,
    comment: null,
    sources: [],
    lifeCycle: 'FULLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
  };
}

function materializedView(select: string): MaterializedView {
  return {
    ...view(select),
    target: { database: 'shop', name: 'days' },
    refresh: null,
    inner: null,
    startsEmpty: false,
  };
}

const SHORT = ['SELECT day FROM shop.orders', 'SELECT day, buyer FROM shop.orders'] as const;

describe('what drifted in a view', () => {
  it('is its SELECT, before and after', () => {
    const [was, is] = SHORT;
    const lines = ['the SELECT changes', `  - ${was}`, `  + ${is}`];
    expect(driftBetween(mapWith({ views: [view(was)] }), mapWith({ views: [view(is)] }))).toEqual([
      { address: 'shop.daily', sign: '~', lines },
    ]);
    expect(
      driftBetween(
        mapWith({ materializedViews: [materializedView(was)] }),
        mapWith({ materializedViews: [materializedView(is)] }),
      ),
    ).toEqual([{ address: 'shop.daily', sign: '~', lines }]);
  });

  it('is shown where a long one differs', () => {
    const columns = (from: number): string =>
      Array.from({ length: 60 }, (_, at) => `column${from + at}`).join(', ');
    const select = (middle: string): string => `SELECT ${columns(10)}, ${middle}, ${columns(300)} FROM t`;
    const [drift] = driftBetween(
      mapWith({ views: [view(select('total'))] }),
      mapWith({ views: [view(select('total * 2 AS total'))] }),
    );
    const [, was = '', is = ''] = drift?.lines ?? [];
    expect(was).toMatch(/^ {2}- ….*column69, total.*column302.*…$/);
    expect(is).toMatch(/^ {2}\+ ….*column69, total \* 2 AS total, column300.*…$/);
    expect(is.length).toBeLessThan(150);
  });
});

describe('the words for a new projection', () => {
  it('hold its settings, which may be all that differs', () => {
    const projection = { name: 'p', body: 'SELECT * ORDER BY n', settings: { index_granularity: '256' } };
    const words = (settings: Readonly<Record<string, string>>): string =>
      describeOperation({
        kind: 'AddTableProjection',
        projection: { ...projection, settings },
        target: { database: 'shop', name: 'orders', cluster: null },
        because: 'shop.orders/projection/p',
        hazards: [],
        cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
        approved: [],
        checks: [],
      }).text;
    expect(words(projection.settings)).toBe(
      'projection p: SELECT * ORDER BY n WITH SETTINGS (index_granularity = 256)',
    );
    expect(words({})).toBe('projection p: SELECT * ORDER BY n');
  });
});
