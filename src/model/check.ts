import type { Address } from './address.ts';
import type { Hazard } from './operation.ts';

/**
 * A question to the real data, asked before anything is changed. Its query only reads and answers one row: `hits`, how
 * many rows (or other things) are in the way, and `samples`, up to three of them as texts.
 */
export interface Check {
  readonly because: Address;
  /** What a hit is, for a person: `rows of n that do not fit Int8`. */
  readonly hit: string;
  readonly sql: string;
  /** The hazard that a hit makes real, to be approved by name; null for what nobody can approve: it would fail. */
  readonly hazard: Hazard | null;
  /** The hazards of its operation that are groundless when it finds nothing. */
  readonly settles: readonly Hazard[];
  /** How many rows at most the query looks at; null for all. */
  readonly sampled: number | null;
}

/** What a check found. */
export interface CheckResult {
  readonly check: Check;
  readonly hits: number;
  readonly samples: readonly string[];
}
