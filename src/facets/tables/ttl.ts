import { canonicalExpression } from '../../model/canonical-text.ts';
import { splitList } from '../../model/tokens.ts';
import type { TableFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { configText } from './config.ts';

/** Table TTL: https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree#mergetree-table-ttl */
export const ttl: TableFacet<string | null> = {
  keyword: 'TTL',
  extract: ({ config }) => configText(config, 'ttl')?.replace(/^TTL\s+/i, '') ?? null,
  introspect: (parts) => parts.clauses.get('TTL') ?? null,
  canonical: (value) =>
    value &&
    splitList(value)
      .map((part) => canonicalExpression(part).replace(/\s+DELETE$/i, ''))
      .join(', '),
  diff: sameOrAlter,
  operations: ({ before, declared }) => [
    {
      step: 'do',
      part: null,
      action: { kind: 'ModifyTableTtl', before, after: declared },
      effect: { cost: 'metadata', hazards: declared === null ? [] : ['EXPIRES_ROWS'] },
    },
  ],
  elements: () => [],
  clause: (value) => (value === null ? null : `TTL ${value}`),
  describe: (before, after) => `TTL ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: [null, 'at + toIntervalDay(30)', 'at + toIntervalDay(90), at + toIntervalDay(9) WHERE n = 3'],
};
