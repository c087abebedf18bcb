import { identifierOf, isWord, tokenize } from '../../model/tokens.ts';
import { sameOrAlter } from '../facet.ts';
import { type DictionaryFacet, inside } from './facet.ts';
import { plainName } from './pairs.ts';

function rangeOf(min: string, max: string): string {
  return `MIN ${plainName(min)} MAX ${plainName(max)}`;
}

/** RANGE, the columns of a RANGE_HASHED dictionary: https://clickhouse.com/docs/sql-reference/dictionaries#range_hashed */
export const range: DictionaryFacet<string | null> = {
  keyword: 'RANGE',
  extract({ config }) {
    const declared = config.range;
    if (typeof declared !== 'object' || declared === null) return null;
    const { min, max } = declared as { readonly min?: unknown; readonly max?: unknown };
    return rangeOf(String(min), String(max));
  },
  introspect: ({ clauses }) => inside(clauses.get('RANGE')),
  canonical(value) {
    const tokens = tokenize(value ?? '');
    const [min, max] = [identifierOf(tokens[1]), identifierOf(tokens[3])];
    const isRange = tokens.length === 4 && isWord(tokens[0], 'MIN') && isWord(tokens[2], 'MAX');
    return isRange && min !== null && max !== null ? rangeOf(min, max) : value;
  },
  diff: sameOrAlter,
  clause: (value) => (value === null ? null : `RANGE(${value})`),
  describe: (before, after) => `range ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: [null, 'MIN from MAX to', 'MIN to MAX from'],
};
