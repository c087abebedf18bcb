import { isSameValue } from '../../model/hash.ts';
import type { Table, TableClauses } from '../../model/table.ts';
import { withOnlyChanges } from '../columns/definition.ts';
import { ALTER, type Effect, type FacetStep, METADATA, SAME, type Verdict } from '../facet.ts';
import { eachTableFacet, makeClauses, type TableFacetName, tableFacets } from '../tables/index.ts';
import { byName } from '../tables/keyed.ts';

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
  const differing = eachTableFacet((name, facet) =>
    facet.diff(before[name], after[name], tables).is === 'same' ? null : name,
  );
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

function stepsOf<K extends TableFacetName>(
  name: K,
  before: TableClauses,
  after: TableClauses,
): readonly FacetStep[] {
  const tables = { before: asTable(before), after: asTable(after) };
  const facet = tableFacets[name];
  const verdict = facet.diff(before[name], after[name], tables);
  if (verdict.is === 'rebuild' || verdict.is === 'refuse')
    return [{ step: 'refuse', part: null, because: verdict.because, hint: HINT }];
  const sides = { before: before[name], after: after[name], declared: after[name] };
  return facet.operations(sides, { ...tables, declared: tables.after });
}

/** What is done to an inner table to come from one to the other: what is done to any table. */
export function innerSteps(before: TableClauses, after: TableClauses): readonly FacetStep[] {
  return innerDifferences(before, after).flatMap((name) => stepsOf(name, before, after));
}

/** What a change of an inner table costs and may harm. */
export function innerEffect(before: TableClauses | null, after: TableClauses | null): Effect {
  if (before === null || after === null) return METADATA;
  const effects = innerSteps(before, after).flatMap((step) => (step.step === 'do' ? [step.effect] : []));
  return {
    cost: effects.some(({ cost }) => cost === 'mutation') ? 'mutation' : 'metadata',
    hazards: [...new Set(effects.flatMap(({ hazards }) => hazards))],
  };
}

/** Named parts as they are to be sent: those that change as the code has them, the others as they are. */
function onlyChangedParts<P extends { readonly name: string }>(
  before: readonly P[],
  after: readonly P[],
  declared: readonly P[],
): readonly P[] {
  const [live, written] = [byName(before), byName(declared)];
  return after.map((part) => {
    const old = live.get(part.name);
    const isSame = old !== undefined && isSameValue(old, part);
    return isSame ? old : (written.get(part.name) ?? part);
  });
}

function onlyChangedColumns(
  before: TableClauses,
  after: TableClauses,
  declared: TableClauses,
): TableClauses['columns'] {
  const [live, written] = [byName(before.columns), byName(declared.columns)];
  return after.columns.map((column) => {
    const [old, own] = [live.get(column.name), written.get(column.name) ?? column];
    return old === undefined ? own : withOnlyChanges(old, column, own);
  });
}

/** An inner table as it is to be sent: what changes as the code has it, the rest as it is. */
export function innerWithOnlyChanges(
  before: TableClauses,
  after: TableClauses,
  declared: TableClauses,
): TableClauses {
  const changed = new Set(innerDifferences(before, after));
  const clauses = makeClauses((name) => (changed.has(name) ? declared[name] : before[name]));
  return {
    ...clauses,
    columns: onlyChangedColumns(before, after, declared),
    indexes: onlyChangedParts(before.indexes, after.indexes, declared.indexes),
    projections: onlyChangedParts(before.projections, after.projections, declared.projections),
    constraints: onlyChangedParts(before.constraints, after.constraints, declared.constraints),
  };
}

/** An inner table can be altered like any other, and the view then follows. */
export function innerChange(before: TableClauses | null, after: TableClauses | null): Verdict {
  if (before === null && after === null) return SAME;
  if (before === null || after === null) {
    return {
      is: 'rebuild',
      because:
        'ClickHouse cannot move a materialized view to another table; it would have to be dropped and made again',
    };
  }
  const differences = innerDifferences(before, after);
  if (differences.length === 0) return SAME;
  const refused = innerSteps(before, after).flatMap((step) => (step.step === 'refuse' ? [step.because] : []));
  if (refused.length === 0) return ALTER;
  return {
    is: 'refuse',
    because: `the inner table of a materialized view cannot be made anew under it: ${refused.join('; ')}`,
    hint: HINT,
  };
}
