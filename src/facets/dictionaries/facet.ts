import type { DeclaredDictionary } from '../../model/declared.ts';
import type { DictionaryClauses } from '../../model/dictionary.ts';
import type { ClauseTexts, NamedParts, Verdict } from '../facet.ts';

/** The server's text of a dictionary, cut at its keywords. */
export interface DictionaryParts {
  readonly attributes: readonly NamedParts[];
  readonly clauses: ClauseTexts;
}

/** All that the tool knows about one clause of a dictionary. A difference is made by replacing the whole dictionary. */
export interface DictionaryFacet<V> {
  /** Keyword of its clause; null for what stands between the parentheses. */
  readonly keyword: string | null;
  /** Reads it from user code; a source table without a database is one of `defaultDatabase`. */
  extract(declared: DeclaredDictionary, defaultDatabase: string): V;
  introspect(parts: DictionaryParts): V;
  /** Equal meaning, equal value; secrets become `[HIDDEN]`. */
  canonical(value: V, dictionary: DictionaryClauses): V;
  diff(before: V, after: V): Verdict;
  /** Its words in CREATE DICTIONARY; null where absent. */
  clause(value: V): string | null;
  describe(before: V, after: V): string;
  /** Distinct canonical values, for the contract tests. */
  readonly samples: readonly V[];
}

/** The text between the parentheses of a clause: `MIN 0 MAX 300` of `(MIN 0 MAX 300)`; null for a missing clause. */
export function inside(text: string | undefined): string | null {
  return text === undefined ? null : text.replace(/^\(([\s\S]*)\)$/, '$1').trim();
}
