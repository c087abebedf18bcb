import { keyExpressions } from '../../model/canonical-text.ts';
import { identifierOf, tokenize } from '../../model/tokens.ts';
import { sameOrAlter } from '../facet.ts';
import { configTexts } from '../tables/config.ts';
import type { DictionaryFacet } from './facet.ts';
import { plainName } from './pairs.ts';

/** PRIMARY KEY: https://clickhouse.com/docs/sql-reference/dictionaries#dictionary-key */
export const primaryKey: DictionaryFacet<readonly string[]> = {
  keyword: 'PRIMARY KEY',
  extract({ config, columns }) {
    const declared = configTexts(config, 'primaryKey');
    return declared ?? columns.filter(({ tags }) => tags.key === true).map(({ name }) => name);
  },
  introspect: ({ clauses }) =>
    keyExpressions(clauses.get('PRIMARY KEY') === undefined ? null : `(${clauses.get('PRIMARY KEY')})`).map(
      nameOf,
    ),
  canonical: (value) => value,
  diff: sameOrAlter,
  clause: (value) => (value.length === 0 ? null : `PRIMARY KEY ${value.map(plainName).join(', ')}`),
  describe: (before, after) => `primary key ${before.join(', ') || 'none'} -> ${after.join(', ') || 'none'}`,
  samples: [['id'], ['id', 'label']],
};

function nameOf(text: string): string {
  const tokens = tokenize(text);
  return (tokens.length === 1 ? identifierOf(tokens[0]) : null) ?? text;
}
