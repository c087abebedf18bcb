import { ATTRIBUTE_FLAGS, ATTRIBUTE_KEYWORDS } from '../facets/dictionaries/attributes.ts';
import {
  type DictionaryParts,
  dictionaryFacetNames,
  dictionaryFacets,
} from '../facets/dictionaries/index.ts';
import type { NamedParts } from '../facets/facet.ts';
import { identifierOf, isSymbol, isWord, splitList, tokenize } from '../model/tokens.ts';
import { splitClauses } from './clauses.ts';
import { closingToken, readName } from './split-table.ts';

const KEYWORDS = dictionaryFacetNames
  .map((name) => dictionaryFacets[name].keyword)
  .filter((keyword) => keyword !== null);

function attribute(text: string): NamedParts | null {
  const [first] = tokenize(text);
  const name = identifierOf(first);
  if (name === null) return null;
  const { head, clauses } = splitClauses(text.slice(first?.end).trim(), ATTRIBUTE_KEYWORDS, ATTRIBUTE_FLAGS);
  return { name, clauses: new Map([['', head], ...clauses]) };
}

/** Splits the server's `CREATE DICTIONARY …` into the parts that facets read; null for a text of another shape. */
export function splitDictionary(text: string): DictionaryParts | null {
  const tokens = tokenize(text);
  const head = isWord(tokens[0], 'CREATE') && isWord(tokens[1], 'DICTIONARY') ? readName(tokens, 2) : null;
  const open = head?.next ?? -1;
  if (!isSymbol(tokens[open], '(')) return null;
  const close = closingToken(tokens, open);
  const attributes = splitList(text.slice(tokens[open]?.end, tokens[close]?.start)).map(attribute);
  const { clauses } = splitClauses(text.slice(tokens[close]?.end).trim(), KEYWORDS);
  return { attributes: attributes.filter((each) => each !== null), clauses };
}
