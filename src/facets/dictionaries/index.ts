import type { Dictionary, DictionaryClauses } from '../../model/dictionary.ts';
import type { Verdict } from '../facet.ts';
import { attributes } from './attributes.ts';
import { comment } from './comment.ts';
import type { DictionaryFacet } from './facet.ts';
import { layout } from './layout.ts';
import { lifetime } from './lifetime.ts';
import { origin } from './origin.ts';
import { primaryKey } from './primary-key.ts';
import { range } from './range.ts';
import { settings } from './settings.ts';

export type { DictionaryFacet, DictionaryParts } from './facet.ts';
export { namesInOrigin } from './origin.ts';

export type DictionaryFacetName = keyof DictionaryClauses;
export type DictionaryFacets = { readonly [K in DictionaryFacetName]: DictionaryFacet<DictionaryClauses[K]> };

/** Every clause of a dictionary. The order is the order of CREATE DICTIONARY. */
export const dictionaryFacets: DictionaryFacets = {
  attributes,
  primaryKey,
  origin,
  lifetime,
  layout,
  range,
  settings,
  comment,
};

export const dictionaryFacetNames = Object.keys(dictionaryFacets) as readonly DictionaryFacetName[];

/** Calls `visit` for each dictionary facet, in clause order, with the facet's own value type. */
export function eachDictionaryFacet<R>(
  visit: <K extends DictionaryFacetName>(name: K, facet: DictionaryFacet<DictionaryClauses[K]>) => R,
): readonly R[] {
  const visitOne = <K extends DictionaryFacetName>(name: K): R => visit(name, dictionaryFacets[name]);
  return dictionaryFacetNames.map((name) => visitOne(name));
}

/** Makes the clauses of a dictionary by asking each facet for its value. */
export function makeDictionaryClauses(
  value: <K extends DictionaryFacetName>(
    name: K,
    facet: DictionaryFacet<DictionaryClauses[K]>,
  ) => DictionaryClauses[K],
): DictionaryClauses {
  return Object.fromEntries(
    eachDictionaryFacet((name, facet) => [name, value(name, facet)]),
  ) as unknown as DictionaryClauses;
}

export function canonicalDictionary(dictionary: Dictionary): Dictionary {
  return {
    ...dictionary,
    ...makeDictionaryClauses((name, facet) => facet.canonical(dictionary[name], dictionary)),
  };
}

/** Names of the facets in which two canonical dictionaries differ, with each verdict. */
export function dictionaryChanges(
  before: Dictionary,
  after: Dictionary,
): readonly { readonly facet: DictionaryFacetName; readonly verdict: Verdict }[] {
  const judged = eachDictionaryFacet((facet, known) => ({
    facet,
    verdict: known.diff(before[facet], after[facet]),
  }));
  return judged.filter(({ verdict }) => verdict.is !== 'same');
}

/** One line for each clause in which two dictionaries differ. */
export function describeDictionaryChange(before: Dictionary, after: Dictionary): readonly string[] {
  const lines = eachDictionaryFacet((name, facet) =>
    facet.diff(before[name], after[name]).is === 'same' ? null : facet.describe(before[name], after[name]),
  );
  return lines.filter((line) => line !== null);
}
