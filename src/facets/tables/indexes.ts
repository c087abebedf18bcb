import { canonicalExpression, withSingleSpaces } from '../../model/canonical-text.ts';
import type { Index } from '../../model/table.ts';
import { quoteName } from '../../model/tokens.ts';
import type { TableFacet } from '../facet.ts';
import { configNumber, configText, configTexts } from './config.ts';
import { keyedFacet } from './keyed.ts';

function declaredType(config: Readonly<Record<string, unknown>>): string {
  const type = configText(config, 'type') ?? 'minmax';
  const args = configTexts(config, 'arguments') ?? [];
  return args.length === 0 ? type : `${type}(${args.join(', ')})`;
}

/** Granules per block where nobody says how many: indexes of these types span whole parts. */
export function usualGranularity(type: string): number {
  return /^(?:text|vector_similarity)\b/.test(type) ? 100_000_000 : 1;
}

/** A skip index's words after ADD and in CREATE TABLE. */
export function indexElement(index: Index): string {
  return `INDEX ${quoteName(index.name)} ${index.expression} TYPE ${index.type} GRANULARITY ${index.granularity}`;
}

/** Data skipping indexes: https://clickhouse.com/docs/sql-reference/statements/alter/skipping-index */
export const indexes: TableFacet<readonly Index[]> = keyedFacet<Index>({
  word: 'index',
  configKey: 'indexes',
  extract: (config) => ({
    name: configText(config, 'name') ?? '',
    expression: configText(config, 'expression') ?? '',
    type: declaredType(config),
    granularity: configNumber(config, 'granularity', usualGranularity(declaredType(config))),
  }),
  list: (parts) => parts.indexes,
  introspect: ({ name, clauses }) => ({
    name,
    expression: clauses.get('') ?? '',
    type: clauses.get('TYPE') ?? '',
    granularity: Number(clauses.get('GRANULARITY') ?? '1'),
  }),
  canonical: (index) => ({
    ...index,
    expression: canonicalExpression(index.expression),
    type: withSingleSpaces(index.type).replace(/\(\)$/, ''),
  }),
  element: indexElement,
  add: (index) => ({ kind: 'AddTableIndex', index }),
  drop: (index) => ({ kind: 'DropTableIndex', index }),
  addEffect: () => ({ cost: 'new-parts-only', hazards: [] }),
  dropEffect: { cost: 'mutation', hazards: [] },
  isInTheWay: () => false,
  samples: [
    [],
    [{ name: 'by_n', expression: 'n', type: 'minmax', granularity: 3 }],
    [{ name: 'by_n', expression: 'n', type: 'set(100)', granularity: 3 }],
    [
      { name: 'by_n', expression: 'n', type: 'minmax', granularity: 3 },
      { name: 'by_s', expression: 'lower(s)', type: 'bloom_filter(0.02)', granularity: 2 },
    ],
  ],
});
