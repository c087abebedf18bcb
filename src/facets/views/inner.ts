import type { Table, TableClauses } from '../../model/table.ts';
import { SAME, type Verdict } from '../facet.ts';
import { eachTableFacet, makeClauses, type TableFacetName, tableFacets } from '../tables/index.ts';

/** Indexes and the like of an inner table stand in the view's text only until the view is first altered (26.7). */
const FORGOTTEN: readonly TableFacetName[] = ['indexes', 'projections', 'constraints'];

const HINT =
  'Declare the target as a table of its own (`targetTable`), fill it from the view, then take the view out of the code';

/** The clauses as a whole table, which is what table facets look at. */
export function asTable(clauses: TableClauses): Table {
  const nobody = { lifeCycle: 'FULLY_MANAGED', cluster: null, source: null, notUnderstood: null } as const;
  return { ...clauses, ...nobody, address: '', database: '', name: '', version: null };
}

/** The clauses of a table alone. */
export function clausesOf(table: TableClauses): TableClauses {
  return makeClauses((name) => table[name]);
}

export function canonicalInner(inner: TableClauses | null): TableClauses | null {
  if (inner === null) return null;
  return makeClauses((name, facet) => facet.canonical(inner[name], asTable(inner)));
}

/** The facets in which two inner tables differ. */
export function innerDifferences(before: TableClauses, after: TableClauses): readonly TableFacetName[] {
  const tables = { before: asTable(before), after: asTable(after) };
  const differing = eachTableFacet((name, facet) => {
    const isForgotten = FORGOTTEN.includes(name) && JSON.stringify(before[name]) === '[]';
    return isForgotten || facet.diff(before[name], after[name], tables).is === 'same' ? null : name;
  });
  return differing.filter((name) => name !== null);
}

function describeOne<K extends TableFacetName>(name: K, before: TableClauses, after: TableClauses): string {
  return tableFacets[name].describe(before[name], after[name]);
}

/** What differs, in words. */
export function describeInner(before: TableClauses | null, after: TableClauses | null): string {
  if (before === null || after === null)
    return `inner table ${before === null ? 'none' : 'its own'} -> ${after === null ? 'none' : 'its own'}`;
  const lines = innerDifferences(before, after).map((name) => describeOne(name, before, after));
  return `inner table: ${lines.join(', ') || 'unchanged'}`;
}

/** A view can be given another SELECT over the columns that its inner table has, and nothing else. */
export function innerChange(before: TableClauses | null, after: TableClauses | null): Verdict {
  if (before === null && after === null) return SAME;
  if (before === null || after === null) {
    return {
      is: 'rebuild',
      because:
        'ClickHouse cannot move a materialized view to another table; it would have to be dropped and made again',
    };
  }
  if (innerDifferences(before, after).length === 0) return SAME;
  return {
    is: 'refuse',
    because: `ClickHouse keeps the inner table of a materialized view as it was made: ${describeInner(before, after)}`,
    hint: HINT,
  };
}
