import { withoutOuterParentheses, withSingleSpaces } from '../../model/canonical-text.ts';
import type { ColumnFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { textTag } from './tag.ts';

/** The inside of `CODEC(…)`; a clause text still has its parentheses, a declared one has them or not. */
function chain(text: string): string {
  const inner = text.trim().replace(/^CODEC\s*(?=\()/i, '');
  return /^\([\s\S]*\)$/.test(inner) ? inner.slice(1, -1).trim() : inner;
}

/** CODEC: https://clickhouse.com/docs/sql-reference/statements/create/table#column_compression_codec */
export const codec: ColumnFacet<string | null> = {
  keywords: ['CODEC'],
  extract(declared) {
    const text = textTag(declared, 'codec');
    return text === null ? null : chain(text);
  },
  introspect(clauses) {
    const text = clauses.get('CODEC');
    return text === undefined ? null : chain(text);
  },
  canonical(value) {
    const spaced = value === null ? null : withoutOuterParentheses(withSingleSpaces(value));
    return spaced === null || spaced.toLowerCase() === 'default' ? null : spaced;
  },
  diff: sameOrAlter,
  clause: (value) => (value === null ? null : `CODEC(${value})`),
  whenOmitted: { keptUntil: () => 'REMOVE CODEC' },
  apart: null,
  effect: () => ({ cost: 'new-parts-only', hazards: [] }),
  describe: (before, after) => `codec ${before ?? 'default'} -> ${after ?? 'default'}`,
  samples: [null, 'ZSTD(3)', 'T64, LZ4'],
};
