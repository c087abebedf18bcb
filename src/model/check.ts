import type { Address } from './address.ts';
import type { Hazard } from './operation.ts';

/**
 * What a hit means: the operation would fail, which nobody can approve (`blocks`); a hazard is real and wants approval; or
 * only that somebody may want to know (`tells`).
 */
export type HitMeans = 'blocks' | 'tells' | Hazard;

/**
 * A question to the real data, asked before anything is changed. Its query only reads and answers one row: `hits`, how
 * many rows (or other things) are in the way, and `samples`, up to three of them as texts.
 */
export interface Check {
  readonly because: Address;
  /** What is counted, for a person: `rows whose n cannot be Int8 as it is`. */
  readonly asks: string;
  readonly sql: string;
  readonly means: HitMeans;
  /** The hazards of its operation that are groundless when it finds nothing. */
  readonly settles: readonly Hazard[];
  /** How many rows at most the query looks at; null for all. */
  readonly sampled: number | null;
  /** The column whose values the samples are; null where they are no values. */
  readonly shows: string | null;
}

/** What a check found. */
export interface CheckResult {
  readonly check: Check;
  readonly hits: number;
  readonly samples: readonly string[];
}
