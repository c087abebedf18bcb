import type { Address } from './address.ts';
import type { Rename } from './rename.ts';

/** What becomes of the older versions of tables that the code declares with a `version`. */
export interface VersionWishes {
  /** Older versions to be dropped; all others stay. */
  readonly drop: readonly Address[];
  /** Whether a new version is filled from the one before it. */
  readonly backfill: boolean;
}

/** What a person told besides what stands in the code. */
export interface Told {
  readonly renames: readonly Rename[];
  readonly versions: VersionWishes;
}

export const NOTHING_TOLD: Told = { renames: [], versions: { drop: [], backfill: true } };
