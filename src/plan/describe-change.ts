import type { Change } from '../diff/change.ts';
import { type DictionaryFacetName, dictionaryFacets } from '../facets/dictionaries/index.ts';
import { describeFunctionFacet, type functionFacets } from '../facets/functions/index.ts';
import { type TableFacetName, tableFacets } from '../facets/tables/index.ts';
import { describeTopicFacet, type TopicFacetName } from '../facets/topics/index.ts';
import { materializedViewFacets, viewFacets } from '../facets/views/index.ts';
import type { Dictionary } from '../model/dictionary.ts';
import type { Table } from '../model/table.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { aroundDifference } from './around-difference.ts';

type Altered = Extract<Change, { readonly kind: 'altered' }>;

function tableLine<K extends TableFacetName>(facet: K, before: Table, after: Table): string {
  return tableFacets[facet].describe(before[facet], after[facet]);
}

function viewLine<K extends keyof typeof viewFacets>(facet: K, before: View, after: View): string {
  return viewFacets[facet].describe(before[facet], after[facet]);
}

function materializedViewLine<K extends keyof typeof materializedViewFacets>(
  facet: K,
  before: MaterializedView,
  after: MaterializedView,
): string {
  return materializedViewFacets[facet].describe(before[facet], after[facet]);
}

function dictionaryLine<K extends DictionaryFacetName>(
  facet: K,
  before: Dictionary,
  after: Dictionary,
): string {
  return dictionaryFacets[facet].describe(before[facet], after[facet]);
}

type WithSelect = { readonly select: string };

/** A SELECT before and after: a line of its own for each, since both are long. */
function selectLines(facet: string, before: WithSelect, after: WithSelect): readonly string[] {
  if (facet !== 'select') return [];
  const [was, is] = aroundDifference(before.select, after.select);
  return [`  - ${was}`, `  + ${is}`];
}

/** What changed in an object, a line or more for each facet. */
export function describeFacetChange(change: Altered): readonly string[] {
  switch (change.family) {
    case 'table':
      return change.facets.map(({ facet }) =>
        tableLine(facet as TableFacetName, change.before, change.after),
      );
    case 'view':
      return change.facets.flatMap(({ facet }) => [
        viewLine(facet as keyof typeof viewFacets, change.before, change.after),
        ...selectLines(facet, change.before, change.after),
      ]);
    case 'materialized-view':
      return change.facets.flatMap(({ facet }) => [
        materializedViewLine(facet as keyof typeof materializedViewFacets, change.before, change.after),
        ...selectLines(facet, change.before, change.after),
      ]);
    case 'dictionary':
      return change.facets.map(({ facet }) =>
        dictionaryLine(facet as DictionaryFacetName, change.before, change.after),
      );
    case 'function':
      return change.facets.map(({ facet }) =>
        describeFunctionFacet(facet as keyof typeof functionFacets, change.before, change.after),
      );
    case 'topic':
      return change.facets.map(({ facet }) =>
        describeTopicFacet(facet as TopicFacetName, change.before, change.after),
      );
    case 'sql-resource':
      return change.facets.map(({ facet }) => `${facet} changes`);
    default:
      return change satisfies never;
  }
}
