import { didYouMean } from '../../model/nearest-name.ts';
import type { Declaration } from '../../sdk/registry.ts';
import type { Reading } from './reading.ts';

/** Every option of a config type of the sdk: one that it gets and this list has not is told by the compiler. */
export type OptionsOf<C> = Readonly<Record<keyof C & string, true>>;

/** Options of a config that say something. */
export function givenOptions(config: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(config)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key]) => key);
}

/**
 * Reports every option that is none. It would be left out without a word otherwise: a misspelt `retentionPeriod` keeps messages
 * for a week, a misspelt `partitionBy` makes a table that can never get one.
 */
export function checkOptions(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, true>>,
): void {
  for (const key of givenOptions(config))
    if (!(key in known)) reportUnknown(reading, declaration, what, key, Object.keys(known));
}

/** `orderBy` is further from `orderByFields` than a slip of the pen, and yet means it. */
function suggestion(key: string, candidates: readonly string[]): string {
  const near = didYouMean(key, candidates);
  const longer = candidates.find((candidate) => key.length > 3 && candidate.startsWith(key));
  return near !== '' || longer === undefined ? near : didYouMean(longer, [longer]);
}

/** Reports one option that is none. */
export function reportUnknown(
  reading: Reading,
  declaration: Declaration,
  what: string,
  key: string,
  candidates: readonly string[],
): void {
  reading.report(
    declaration,
    `${what} has the unknown option "${key}"${suggestion(key, candidates)}`,
    'Notes of your own go into `metadata`.',
  );
}
