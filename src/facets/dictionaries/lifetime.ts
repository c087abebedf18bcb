import { withSingleSpaces } from '../../model/canonical-text.ts';
import { sameOrAlter } from '../facet.ts';
import { type DictionaryFacet, inside } from './facet.ts';

/** The layouts that hold no copy; the server refuses them a lifetime, but only when they are first read. */
const WITHOUT_COPY = /^(COMPLEX_KEY_)?DIRECT\b/i;

function layoutName(layout: unknown): string {
  if (typeof layout === 'string') return layout.trim();
  return typeof layout === 'object' && layout !== null && 'type' in layout ? String(layout.type) : '';
}

/** LIFETIME, in seconds: https://clickhouse.com/docs/sql-reference/dictionaries#refreshing-dictionary-data-using-lifetime */
export const lifetime: DictionaryFacet<string | null> = {
  keyword: 'LIFETIME',
  extract({ config }) {
    const declared = config.lifetime;
    if (WITHOUT_COPY.test(layoutName(config.layout))) return null;
    if (typeof declared === 'number') return `MIN 0 MAX ${declared}`;
    if (typeof declared !== 'object' || declared === null) return null;
    const { min, max } = declared as { readonly min?: unknown; readonly max?: unknown };
    return `MIN ${String(min)} MAX ${String(max)}`;
  },
  introspect: ({ clauses }) => inside(clauses.get('LIFETIME')),
  canonical(value) {
    if (value === null) return null;
    return /^\d+$/.test(value.trim()) ? `MIN 0 MAX ${value.trim()}` : withSingleSpaces(value);
  },
  diff: sameOrAlter,
  clause: (value) => (value === null ? null : `LIFETIME(${value})`),
  describe: (before, after) => `lifetime ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: ['MIN 300 MAX 600', 'MIN 0 MAX 45'],
};
