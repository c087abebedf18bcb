import { withSingleSpaces } from '../../model/canonical-text.ts';
import type { ColumnFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { textTag } from './tag.ts';

function kinds(text: string): string {
  const inner = text.trim();
  return /^\([\s\S]*\)$/.test(inner) ? inner.slice(1, -1).trim() : inner;
}

/** STATISTICS: https://clickhouse.com/docs/sql-reference/statements/alter/statistics */
export const statistics: ColumnFacet<string | null> = {
  keywords: ['STATISTICS'],
  extract(declared) {
    const text = textTag(declared, 'statistics');
    return text === null ? null : kinds(text);
  },
  introspect(clauses) {
    const text = clauses.get('STATISTICS');
    return text === undefined ? null : kinds(text);
  },
  canonical: (value) => value && withSingleSpaces(value).toLowerCase().split(', ').sort().join(', '),
  diff: sameOrAlter,
  clause: (value) => (value === null ? null : `STATISTICS(${value})`),
  whenOmitted: { keptUntil: () => '' },
  // ADD COLUMN accepts the clause and drops it without a word (26.7): statistics need commands of their own.
  apart(column, before, after) {
    if (after === null) return before === null ? [] : [`DROP STATISTICS ${column}`];
    return [`${before === null ? 'ADD' : 'MODIFY'} STATISTICS ${column} TYPE ${after}`];
  },
  effect: (_, after) => ({ cost: after === null ? 'mutation' : 'new-parts-only', hazards: [] }),
  describe: (before, after) => `statistics ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: [null, 'tdigest', 'minmax, uniq'],
};
