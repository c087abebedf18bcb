import { canonicalDictionary } from '../facets/dictionaries/index.ts';
import type { Dictionary } from '../model/dictionary.ts';
import { isSymbol, isWord, stringValue, type Token, tokenize } from '../model/tokens.ts';
import { reachesOut } from './reach.ts';

/** Layouts that load nothing, or write files: an ordinary one stands in for them. */
const WITHOUT_COPY = /^(COMPLEX_KEY_)?(CACHE|SSD_CACHE|DIRECT)\b/i;
/** Layouts that only certain sources can fill: loading them from the empty one tells nothing. */
const OF_ONE_SOURCE = /^(REGEXP_TREE|POLYGON|IP_TRIE)/i;

/** A layout that an empty source can fill at any time. */
export function standInLayout(layout: string): string {
  const found = WITHOUT_COPY.exec(layout.trim());
  return found === null ? layout : `${found[1] ?? ''}HASHED()`;
}

function entryOf(tokens: readonly Token[], key: string): string | null {
  const at = tokens.findIndex(
    (token, index) => token.depth === 1 && isWord(token, key) && tokens[index + 1]?.kind === 'string',
  );
  return at < 0 ? null : `${key} ${tokens[at + 1]?.text ?? ''}`;
}

/** A source on the server itself, without its login: the engine then knows what the dictionary depends on. */
export function localOrigin(origin: string): string | null {
  const tokens = tokenize(origin);
  const isElsewhere = tokens.some(
    (token) => token.depth === 1 && ['HOST', 'NAME', 'PORT'].some((key) => isWord(token, key)),
  );
  if (!isWord(tokens[0], 'CLICKHOUSE') || !isSymbol(tokens[1], '(') || isElsewhere) return null;
  if (tokens.some((token) => token.kind === 'string' && reachesOut(stringValue(token.text)))) return null;
  const parts = ['DB', 'TABLE', 'QUERY'].map((key) => entryOf(tokens, key)).filter((part) => part !== null);
  return parts.length === 0 ? null : `CLICKHOUSE(${parts.join(' ')})`;
}

/**
 * A dictionary as the shadow may have it: it reads nothing from outside, and from an empty source can be loaded at any time.
 *
 * @param keepsSource whether a source on the server itself stays, for what it says of dependencies
 */
export function shadowDictionary(dictionary: Dictionary, keepsSource: boolean): Dictionary {
  const origin = (keepsSource ? localOrigin(dictionary.origin) : null) ?? 'NULL()';
  return {
    ...dictionary,
    cluster: null,
    comment: null,
    settings: {},
    lifetime: 'MIN 0 MAX 0',
    layout: standInLayout(dictionary.layout),
    origin,
  };
}

/** Whether loading it on the shadow says something about the declaration. */
export function isJudgedByLoading({ layout }: Dictionary): boolean {
  return !OF_ONE_SOURCE.test(layout.trim());
}

/** The shadow's reading, completed with what had to be left out. */
export function restoreDictionary(read: Dictionary, wanted: Dictionary): Dictionary {
  const { origin, lifetime, layout, settings, comment } = canonicalDictionary(wanted);
  return { ...read, origin, lifetime, layout, settings, comment };
}
