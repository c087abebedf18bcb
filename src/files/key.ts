import * as z from 'zod';
import { quoteName } from '../model/tokens.ts';

/** A key: a list of column names, or an expression where it is more than that. */
export const keyShape = z
  .union([z.array(z.string()), z.string()])
  .nullable()
  .default(null);

const NAME = /^[A-Za-z_]\w*$/;

/** A list for `id` and `(id, day)`, the text itself for anything that a list would not give back exactly. */
export function keyToFile(text: string | null): readonly string[] | string | null {
  if (text === null) return null;
  const names = NAME.test(text) ? [text] : /^\(.*\)$/s.test(text) ? text.slice(1, -1).split(', ') : [];
  return names.every((each) => NAME.test(each)) && keyOfNames(names) === text ? names : text;
}

/** An element that is the name of a column but no plain word is quoted; anything else stands as it is. */
export function keyFromFile(
  key: readonly string[] | string | null,
  columns: ReadonlySet<string>,
): string | null {
  if (key === null || typeof key === 'string') return key;
  return keyOfNames(key.map((each) => (columns.has(each) && !NAME.test(each) ? quoteName(each) : each)));
}

/** Null for no names. */
export function keyOfNames(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return names.length === 1 ? (names[0] ?? null) : `(${names.join(', ')})`;
}
