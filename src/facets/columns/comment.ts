import { quoteString, stringValue } from '../../model/tokens.ts';
import type { ColumnFacet } from '../facet.ts';
import { METADATA, sameOrAlter } from '../facet.ts';
import { textTag } from './tag.ts';

/** Moose keeps the names of enum members in the comment; they say nothing that we need. */
const MOOSE_METADATA = /\s*\[MOOSE_METADATA:DO_NOT_MODIFY\][\s\S]*$/;

/** COMMENT: https://clickhouse.com/docs/sql-reference/statements/create/table#comment-clause */
export const comment: ColumnFacet<string | null> = {
  keywords: ['COMMENT'],
  extract: (declared) => textTag(declared, 'comment'),
  introspect(clauses) {
    const text = clauses.get('COMMENT');
    return text === undefined ? null : stringValue(text);
  },
  canonical: (value) => value?.replace(MOOSE_METADATA, '') || null,
  diff: sameOrAlter,
  clause: (value) => (value === null ? null : `COMMENT ${quoteString(value)}`),
  whenOmitted: { keptUntil: () => 'REMOVE COMMENT' },
  apart: null,
  effect: () => METADATA,
  describe: (before, after) =>
    `comment ${before === null ? 'none' : quoteString(before)} -> ${after === null ? 'none' : quoteString(after)}`,
  samples: [null, 'clicks of one visit', "it's 5 `ticks` \\ and\na line"],
};
