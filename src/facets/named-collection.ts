import { isSymbol, isWord, quoteName, quoteString, tokenize } from '../model/tokens.ts';
import { HIDDEN } from './secrets.ts';

/** A named collection as user code refers to it: its name, and values that stand in for some of its own. */
export interface CollectionReference {
  readonly name: string;
  readonly overrides: Readonly<Record<string, string | number | boolean>>;
}

/** The reference in a declared value; null for any other value. */
export function collectionOf(value: unknown): CollectionReference | null {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'NamedCollection')
    return null;
  const { name, overrides } = value as { readonly name?: unknown; readonly overrides?: unknown };
  if (typeof name !== 'string') return null;
  return {
    name,
    overrides:
      typeof overrides === 'object' && overrides !== null
        ? (overrides as CollectionReference['overrides'])
        : {},
  };
}

/** Keys of collections whose values are never shown. */
const SECRET_KEY = /password|secret|token|access_key/i;

/**
 * Engine arguments by way of a named collection: `lake, filename = 'orders.csv'`; null where the config names none.
 * Source: https://clickhouse.com/docs/operations/named-collections
 */
export function collectionArguments(
  config: Readonly<Record<string, unknown>>,
  secret: (key: string, value: string) => string,
): readonly string[] | null {
  const collection = collectionOf(config.collection);
  if (collection === null) return null;
  const overrides = Object.entries(collection.overrides).map(([key, value]) => {
    if (typeof value === 'number') return `${key} = ${value}`;
    if (typeof value === 'boolean') return `${key} = ${value ? 1 : 0}`;
    return `${key} = ${quoteString(SECRET_KEY.test(key) ? secret(`collection.overrides.${key}`, value) : value)}`;
  });
  return [
    /^[A-Za-z_]\w*$/.test(collection.name) ? collection.name : quoteName(collection.name),
    ...overrides,
  ];
}

/**
 * The server's text of a table without the secrets that stand beside a named collection: it hides some of them (S3) and shows
 * others (Kafka, 26.7).
 */
export function maskedOverrides(text: string): string {
  if (!SECRET_KEY.test(text)) return text;
  const tokens = tokenize(text);
  const engine = tokens.findIndex((token) => token.depth === 0 && isWord(token, 'ENGINE'));
  if (engine < 0) return text;
  const open = tokens.findIndex((token, at) => at > engine && token.depth === 0 && isSymbol(token, '('));
  const isNext = open === engine + 3 || open === engine + 2;
  const close = isNext
    ? tokens.findIndex((token, at) => at > open && token.depth === 0 && isSymbol(token, ')'))
    : -1;
  let masked = '';
  let end = 0;
  for (let at = open + 1; at < close; at += 1) {
    const [key, equals, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (
      key?.depth !== 1 ||
      key.kind !== 'word' ||
      !SECRET_KEY.test(key.text) ||
      !isSymbol(equals, '=') ||
      value?.kind !== 'string'
    )
      continue;
    masked += text.slice(end, value.start) + quoteString(HIDDEN);
    end = value.end;
  }
  return masked + text.slice(end);
}

/** Every named collection that a declared config refers to, at any depth. */
export function collectionsIn(value: unknown): readonly string[] {
  const own = collectionOf(value);
  if (own !== null) return [own.name];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(collectionsIn);
}
