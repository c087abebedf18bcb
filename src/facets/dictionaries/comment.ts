import { quoteString, stringValue } from '../../model/tokens.ts';
import { sameOrAlter } from '../facet.ts';
import { configText } from '../tables/config.ts';
import type { DictionaryFacet } from './facet.ts';

const show = (value: string | null): string => (value === null ? 'none' : quoteString(value));

/** COMMENT of the dictionary; the one clause that ALTER can change. */
export const comment: DictionaryFacet<string | null> = {
  keyword: 'COMMENT',
  extract: ({ config }) => configText(config, 'comment'),
  introspect({ clauses }) {
    const text = clauses.get('COMMENT');
    return text === undefined ? null : stringValue(text);
  },
  canonical: (value) => value || null,
  diff: sameOrAlter,
  clause: (value) => (value === null ? null : `COMMENT ${quoteString(value)}`),
  describe: (before, after) => `comment ${show(before)} -> ${show(after)}`,
  samples: [null, "the world's countries", 'a \\ b'],
};
