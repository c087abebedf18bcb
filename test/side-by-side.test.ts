import { expect, it } from 'vitest';
import type { InsertChain } from '../src/rehearse/insert-chains.ts';
import { groupsOf, sideBySide } from '../src/rehearse/side-by-side.ts';

function chain(name: string, ...names: readonly string[]): InsertChain {
  return {
    source: `shop.${name}`,
    database: 'shop',
    name,
    views: new Set(),
    fed: new Map(),
    // Columns and functions that all of them use hold nothing up.
    names: new Set([name, ...names, 'id', 'count']),
    objects: new Set([name, ...names]),
    unsafe: null,
  };
}

const chains = [
  chain('orders', 'totals'),
  chain('visits', 'by_day'),
  chain('refunds', 'losses'),
  chain('pages', 'by_day'),
  // Joins the first and the third, which share nothing with each other.
  chain('books', 'losses', 'totals'),
];

it('puts chains that share a table, be it through others, into one group in their order', () => {
  const names = groupsOf(chains).map((group) => group.map(({ name }) => name));
  expect(names).toEqual([
    ['visits', 'pages'],
    ['orders', 'refunds', 'books'],
  ]);
});

it('runs what shares a table one after the other, the rest side by side, and answers in order', async () => {
  const running = new Set<string>();
  const seen: string[] = [];
  const results = await sideBySide(chains, async (each) => {
    running.add(each.name);
    seen.push([...running].sort().join('+'));
    // As many turns as the name has letters, so that they end in another order than they began.
    for (const _ of each.name) await Promise.resolve();
    running.delete(each.name);
    return each.name.toUpperCase();
  });
  expect(results).toEqual(['ORDERS', 'VISITS', 'REFUNDS', 'PAGES', 'BOOKS']);
  expect(seen).toContain('orders+visits');
  for (const together of [
    /visits\+?pages|pages\+visits/,
    /orders\+refunds/,
    /books\+orders/,
    /books\+refunds/,
  ])
    expect(seen.filter((text) => together.test(text))).toEqual([]);
});
