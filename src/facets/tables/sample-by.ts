import { canonicalExpression } from '../../model/canonical-text.ts';
import type { TableFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { configText } from './config.ts';

/** SAMPLE BY: https://clickhouse.com/docs/sql-reference/statements/alter/sample-by */
export const sampleBy: TableFacet<string | null> = {
  keyword: 'SAMPLE BY',
  extract: ({ config }) => configText(config, 'sampleByExpression'),
  introspect: (parts) => parts.clauses.get('SAMPLE BY') ?? null,
  canonical: (value) => value && canonicalExpression(value),
  diff: sameOrAlter,
  operations: ({ declared }) => [
    {
      step: 'do',
      part: null,
      action:
        declared === null ? { kind: 'RemoveSampleBy' } : { kind: 'ModifySampleBy', expression: declared },
      effect: { cost: 'metadata', hazards: [] },
    },
  ],
  elements: () => [],
  clause: (value) => (value === null ? null : `SAMPLE BY ${value}`),
  describe: (before, after) => `SAMPLE BY ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: [null, 'id'],
};
