import { quoteString } from '../../model/tokens.ts';
import type { Shape } from './shape.ts';

/** The tag of what `.default(…)` says: a text of SQL, or `true` where SQL cannot say it. */
export const ZOD_DEFAULT = 'zodDefault';

/**
 * A zod default as a tag; null where the column needs none, because its type's zero is that value or NULL is. A function as the
 * default is called once in each row: a value that is another one a moment later is none for a column.
 */
export function defaultTag(definition: { readonly [name: string]: unknown }): Shape | null {
  const value = definition.defaultValue;
  if (value === null || value === undefined || isEmpty(value)) return null;
  const text = literalText(value);
  const said = text !== null && isStable(definition, value) ? text : true;
  return { kind: 'literal', value: said, text: () => String(said) };
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : typeof value === 'object' && !(value instanceof Date) && Object.keys(value ?? {}).length === 0;
}

function literalText(value: unknown): string | null {
  if (typeof value === 'string') return quoteString(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null;
}

/** zod hides whether the default is a function, but asks it anew each time. */
function isStable(definition: { readonly [name: string]: unknown }, value: unknown): boolean {
  if (isTimeLike(value)) waitForNextMoment();
  return definition.defaultValue === value;
}

/** Whether it may be the time, which stands still for a millisecond. */
function isTimeLike(value: unknown): boolean {
  return /\d{6}|\d\d:\d\d/.test(String(value));
}

function waitForNextMoment(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
}
