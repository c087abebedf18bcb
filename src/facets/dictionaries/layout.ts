import type { DictionaryClauses } from '../../model/dictionary.ts';
import { quoteString } from '../../model/tokens.ts';
import { sameOrAlter } from '../facet.ts';
import { withoutAliases } from '../types/alias.ts';
import { type DictionaryFacet, inside } from './facet.ts';
import { canonicalPairs } from './pairs.ts';

function parameter(key: string, value: unknown): string {
  const name = key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  if (typeof value === 'boolean') return `${name} ${value ? 1 : 0}`;
  return `${name} ${typeof value === 'number' ? value : quoteString(String(value))}`;
}

/** The layouts that have a form for keys of several columns or of another type than a number. */
const HAS_COMPLEX_FORM = /^(HASHED|SPARSE_HASHED|HASHED_ARRAY|CACHE|SSD_CACHE|DIRECT|RANGE_HASHED)\(/;
const NUMBER = /^(U?Int\d+|Float\d+|BFloat16|Decimal\w*(\(.*\))?|Bool)$/;

function hasPlainKey({ primaryKey, attributes }: DictionaryClauses): boolean {
  const key = attributes.find(({ name }) => name === primaryKey[0]);
  return primaryKey.length === 1 && (key === undefined || NUMBER.test(withoutAliases(key.type)));
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
  canonical(value, dictionary) {
    const text = canonicalPairs(value);
    // The server itself takes the other form where the key asks for it (26.7).
    return HAS_COMPLEX_FORM.test(text) && !hasPlainKey(dictionary) ? `COMPLEX_KEY_${text}` : text;
  },
  diff: sameOrAlter,
  clause: (value) => `LAYOUT(${value})`,
  describe: (before, after) => `layout ${before} -> ${after}`,
  samples: [
    'HASHED()',
    'COMPLEX_KEY_HASHED(SHARDS 4)',
    'COMPLEX_KEY_CACHE(SIZE_IN_CELLS 5000)',
    "RANGE_HASHED(RANGE_LOOKUP_STRATEGY 'max')",
  ],
};
