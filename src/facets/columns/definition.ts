import { withSingleSpaces } from '../../model/canonical-text.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import { isSameValue } from '../../model/hash.ts';
import type { CostClass, Hazard } from '../../model/operation.ts';
import type { Column } from '../../model/table.ts';
import { quoteName } from '../../model/tokens.ts';
import type { Effect, NamedParts, Verdict } from '../facet.ts';
import {
  type ColumnFacetName,
  columnFacetNames,
  columnFacets,
  eachColumnFacet,
  makeColumn,
} from './index.ts';

/** A column from user code. */
export function extractColumn(declared: DeclaredColumn): Column {
  return makeColumn(declared.name, (_, facet) => facet.extract(declared));
}

/** A column from the server's text. */
export function introspectColumn(parts: NamedParts): Column {
  return makeColumn(parts.name, (_, facet) => facet.introspect(parts.clauses));
}

export function canonicalColumn(column: Column): Column {
  return makeColumn(column.name, (name, facet) => facet.canonical(column[name]));
}

/** A whole column definition as CREATE TABLE takes it. */
export function columnDefinition(column: Column): string {
  const clauses = eachColumnFacet((name, facet) => facet.clause(column[name]));
  return [quoteName(column.name), ...clauses].filter((clause) => clause !== null).join(' ');
}

/** The definition as ALTER takes it: without what needs commands of its own. */
export function alterDefinition(column: Column): string {
  const clauses = eachColumnFacet((name, facet) =>
    facet.apart === null ? facet.clause(column[name]) : null,
  );
  return [quoteName(column.name), ...clauses].filter((clause) => clause !== null).join(' ');
}

const COMMENT_SHOWN = 60;

/** A column for people: its type and its clauses on one line, a long comment cut short. */
export function columnInWords(column: Column): string {
  const comment = columnFacets.comment.canonical(column.comment);
  const isLong = comment !== null && comment.length > COMMENT_SHOWN;
  const shown = { ...column, comment: isLong ? `${comment.slice(0, COMMENT_SHOWN)}…` : comment };
  const clauses = eachColumnFacet((name, facet) => facet.clause(shown[name]));
  return `${column.name}: ${withSingleSpaces(clauses.filter((clause) => clause !== null).join(' '))}`;
}

/** The facets in which two canonical columns differ, with each verdict. */
export function columnChanges(
  before: Column,
  after: Column,
): readonly { readonly facet: ColumnFacetName; readonly verdict: Verdict }[] {
  const judged = eachColumnFacet((name, facet) => ({
    facet: name,
    verdict: facet.diff(before[name], after[name]),
  }));
  return judged.filter(({ verdict }) => verdict.is !== 'same');
}

/**
 * The declared column with what does not change as the server prints it, so that only real differences are sent and shown.
 *
 * @param after the declared column in canonical form
 */
export function withOnlyChanges(before: Column, after: Column, declared: Column): Column {
  const changed = new Set(columnChanges(before, after).map(({ facet }) => facet));
  return makeColumn(declared.name, (name) => (changed.has(name) ? declared[name] : before[name]));
}

/** True where nothing but the comment differs: the one change that every engine takes. */
export function isCommentChange(before: Column, after: Column): boolean {
  const differing = columnFacetNames.filter((name) => !isSameValue(before[name], after[name]));
  return differing.length === 1 && differing[0] === 'comment';
}

const COST_ORDER: readonly CostClass[] = ['metadata', 'new-parts-only', 'mutation', 'rewrite'];

/** The most expensive of several costs. */
export function highestCost(costs: readonly CostClass[]): CostClass {
  return COST_ORDER.filter((cost) => costs.includes(cost)).at(-1) ?? 'metadata';
}

/** Cost and hazards of all the differences of a column together. */
export function columnEffect(before: Column, after: Column): Effect {
  const effects = eachColumnFacet((name, facet) =>
    facet.diff(before[name], after[name]).is === 'same' ? null : facet.effect(before[name], after[name]),
  ).filter((effect) => effect !== null);
  const hazards = new Set<Hazard>(effects.flatMap((effect) => effect.hazards));
  return { cost: highestCost(effects.map((effect) => effect.cost)), hazards: [...hazards].sort() };
}

/** One line for each facet in which two columns differ. */
export function describeColumnChange(before: Column, after: Column): readonly string[] {
  const lines = eachColumnFacet((name, facet) =>
    facet.diff(before[name], after[name]).is === 'same' ? null : facet.describe(before[name], after[name]),
  );
  return lines.filter((line) => line !== null);
}

/** The keywords that begin a clause of a column definition. */
export const COLUMN_KEYWORDS: readonly string[] = columnFacetNames.flatMap(
  (name) => columnFacets[name].keywords,
);
