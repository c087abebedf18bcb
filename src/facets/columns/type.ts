import { withSingleSpaces } from '../../model/canonical-text.ts';
import type { ColumnFacet } from '../facet.ts';
import { ALTER, SAME } from '../facet.ts';
import { typeChange } from '../types/change.ts';

const REFUSED_HINT =
  'Declare a column under a new name, fill it from this one, then take this one out of the code';

/** The data type: https://clickhouse.com/docs/sql-reference/data-types */
export const type: ColumnFacet<string> = {
  keywords: [],
  extract: (declared) => declared.type,
  introspect: (clauses) => clauses.get('') ?? '',
  canonical: (value) => withSingleSpaces(value),
  diff(before, after) {
    if (before === after) return SAME;
    const change = typeChange(before, after);
    return change.refuse === null ? ALTER : { is: 'refuse', because: change.refuse, hint: REFUSED_HINT };
  },
  clause: (value) => value,
  whenOmitted: 'cleared',
  apart: null,
  effect(before, after) {
    const { cost, hazards } = typeChange(before, after);
    return { cost, hazards };
  },
  describe: (before, after) => `${before} -> ${after}`,
  samples: [
    'UInt32',
    'Nullable(UInt32)',
    'LowCardinality(String)',
    "DateTime64(3, 'UTC')",
    'Array(Tuple(a UInt8, b String))',
  ],
};
