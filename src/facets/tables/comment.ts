import { quoteString, stringValue } from '../../model/tokens.ts';
import type { TableFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';

/** Table COMMENT: https://clickhouse.com/docs/sql-reference/statements/alter/comment */
export const comment: TableFacet<string | null> = {
  keyword: 'COMMENT',
  // As it stands: blanks around it are part of it.
  extract: ({ config }) => (typeof config.comment === 'string' ? config.comment : null),
  introspect(parts) {
    const text = parts.clauses.get('COMMENT');
    return text === undefined ? null : stringValue(text);
  },
  canonical: (value) => value || null,
  diff: sameOrAlter,
  operations: ({ before, declared }) => [
    {
      step: 'do',
      part: null,
      action: { kind: 'ModifyTableComment', before, after: declared },
      effect: { cost: 'metadata', hazards: [] },
    },
  ],
  elements: () => [],
  clause: (value) => (value === null ? null : `COMMENT ${quoteString(value)}`),
  describe: (before, after) =>
    `comment ${before === null ? 'none' : quoteString(before)} -> ${after === null ? 'none' : quoteString(after)}`,
  samples: [null, 'page views', "it's \\ a `table`"],
};
