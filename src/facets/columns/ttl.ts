import { canonicalExpression } from '../../model/canonical-text.ts';
import type { ColumnFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { textTag } from './tag.ts';

/** Column TTL: expired values become the type's default. https://clickhouse.com/docs/sql-reference/statements/create/table#column-ttl */
export const ttl: ColumnFacet<string | null> = {
  keywords: ['TTL'],
  extract: (declared) => textTag(declared, 'ttl')?.replace(/^\s*TTL\s+/i, '') ?? null,
  introspect: (clauses) => clauses.get('TTL') ?? null,
  canonical: (value) => value && canonicalExpression(value).replace(/\s+DELETE$/i, ''),
  diff: sameOrAlter,
  clause: (value) => (value === null ? null : `TTL ${value}`),
  whenOmitted: { keptUntil: () => 'REMOVE TTL' },
  apart: null,
  effect: (_, after) => ({ cost: 'metadata', hazards: after === null ? [] : ['EXPIRES_ROWS'] }),
  describe: (before, after) => `TTL ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: [null, 'at + toIntervalDay(30)', 'at + toIntervalMonth(3)'],
};
