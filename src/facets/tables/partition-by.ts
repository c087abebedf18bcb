import { canonicalKey } from '../../model/canonical-text.ts';
import type { TableFacet } from '../facet.ts';
import { SAME } from '../facet.ts';
import { configText } from './config.ts';
import { needsRebuild } from './keys.ts';

/** PARTITION BY: https://clickhouse.com/docs/engines/table-engines/mergetree-family/custom-partitioning-key */
export const partitionBy: TableFacet<string | null> = {
  keyword: 'PARTITION BY',
  extract: ({ config }) => configText(config, 'partitionBy'),
  introspect: (parts) => parts.clauses.get('PARTITION BY') ?? null,
  canonical: (value) => canonicalKey(value),
  diff(before, after) {
    if (before === after) return SAME;
    return {
      is: 'rebuild',
      because: needsRebuild(`PARTITION BY (${before ?? 'none'} -> ${after ?? 'none'})`),
    };
  },
  operations: () => [],
  elements: () => [],
  clause: (value) => (value === null ? null : `PARTITION BY ${value}`),
  describe: (before, after) => `PARTITION BY ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: [null, 'toYYYYMM(at)', '(toYYYYMM(at), n)'],
};
