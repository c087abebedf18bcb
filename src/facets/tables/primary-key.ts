import { canonicalKey, keyExpressions } from '../../model/canonical-text.ts';
import { engineOf } from '../engines/index.ts';
import type { TableFacet } from '../facet.ts';
import { SAME } from '../facet.ts';
import { configText, configTexts } from './config.ts';
import { needsRebuild } from './keys.ts';
import { keyOfFields } from './order-by.ts';

/** True for a proper prefix of the sorting key. */
function isPrefix(part: readonly string[], whole: readonly string[]): boolean {
  return part.length < whole.length && part.every((expression, at) => expression === whole[at]);
}

/**
 * PRIMARY KEY where it is not the sorting key. A declaration that names none accepts a live one that is a prefix of its
 * ORDER BY: MODIFY ORDER BY extends the sorting key and leaves the primary key as it was.
 */
export const primaryKey: TableFacet<string | null> = {
  keyword: 'PRIMARY KEY',
  extract({ config, columns, engine }) {
    const expression = configText(config, 'primaryKeyExpression');
    if (expression !== null) return expression;
    const fields = configTexts(config, 'orderByFields') ?? [];
    const keys = columns.filter((column) => column.tags.key === true).map((column) => column.name);
    const { clauses } = engineOf(engine);
    // Key-value engines have no other key.
    if (!clauses.has('orderBy'))
      return clauses.has('primaryKey') && keys.length > 0 ? keyOfFields(keys) : null;
    // Key<> columns are the primary key where they begin the sorting key; elsewhere they only document.
    const isLeading =
      keys.length > 0 && keys.length < fields.length && keys.every((key, at) => key === fields[at]);
    return isLeading ? keyOfFields(keys) : null;
  },
  introspect: (parts) => parts.clauses.get('PRIMARY KEY') ?? null,
  canonical: (value) => canonicalKey(value),
  diff(before, after, tables) {
    const [was, is] = [before ?? tables.before.orderBy, after ?? tables.after.orderBy];
    // Where neither side names one, it is ORDER BY that says what differs.
    if (was === is || (before === null && after === null)) return SAME;
    if (after === null && isPrefix(keyExpressions(before), keyExpressions(tables.after.orderBy))) return SAME;
    return {
      is: 'rebuild',
      because: needsRebuild(`PRIMARY KEY (${before ?? 'as ORDER BY'} -> ${after ?? 'as ORDER BY'})`),
    };
  },
  operations: () => [],
  elements: () => [],
  clause: (value) => (value === null ? null : `PRIMARY KEY ${value}`),
  describe: (before, after) => `PRIMARY KEY ${before ?? 'as ORDER BY'} -> ${after ?? 'as ORDER BY'}`,
  samples: [null, 'n'],
};
