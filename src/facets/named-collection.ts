import { quoteName, quoteString } from '../model/tokens.ts';
import { isSecretKey } from './secret-text.ts';

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
    return `${key} = ${quoteString(isSecretKey(key) ? secret(`collection.overrides.${key}`, value) : value)}`;
  });
  return [
    /^[A-Za-z_]\w*$/.test(collection.name) ? collection.name : quoteName(collection.name),
    ...overrides,
  ];
}

/** Every named collection that a declared config refers to, at any depth. */
export function collectionsIn(value: unknown): readonly string[] {
  const own = collectionOf(value);
  if (own !== null) return [own.name];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(collectionsIn);
}
