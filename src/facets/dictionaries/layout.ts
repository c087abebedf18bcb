import { quoteString } from '../../model/tokens.ts';
import { sameOrAlter } from '../facet.ts';
import { type DictionaryFacet, inside } from './facet.ts';
import { canonicalPairs } from './pairs.ts';

function parameter(key: string, value: unknown): string {
  const name = key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  if (typeof value === 'boolean') return `${name} ${value ? 1 : 0}`;
  return `${name} ${typeof value === 'number' ? value : quoteString(String(value))}`;
}

/** LAYOUT: https://clickhouse.com/docs/sql-reference/dictionaries#storing-dictionaries-in-memory */
export const layout: DictionaryFacet<string> = {
  keyword: 'LAYOUT',
  extract({ config }) {
    const declared = config.layout;
    if (typeof declared === 'string') return declared.trim();
    if (typeof declared !== 'object' || declared === null) return '';
    const { type, ...parameters } = declared as { readonly type?: unknown };
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
    return `${String(type)}(${given.map(([key, value]) => parameter(key, value)).join(' ')})`;
  },
  introspect: ({ clauses }) => inside(clauses.get('LAYOUT')) ?? '',
  canonical: canonicalPairs,
  diff: sameOrAlter,
  clause: (value) => `LAYOUT(${value})`,
  describe: (before, after) => `layout ${before} -> ${after}`,
  samples: ['HASHED()', 'COMPLEX_KEY_HASHED(SHARDS 4)', 'COMPLEX_KEY_CACHE(SIZE_IN_CELLS 5000)', "RANGE_HASHED(RANGE_LOOKUP_STRATEGY 'max')"],
};
