import type { Address } from './address.ts';

/** Somebody's word that a table or column has a new name: the code's or the command line's. */
export type Rename =
  | { readonly of: 'column'; readonly table: Address; readonly before: string; readonly after: string }
  | { readonly of: 'table'; readonly database: string; readonly before: string; readonly after: string };

/** A pair that looks like a rename; never taken for one without somebody's word. */
export type RenameCandidate = Rename & {
  /** Between 0 and 1. */
  readonly likeness: number;
};

/** Where a rename's names are told apart: in a database, or in a table. */
export function placeOf(rename: Rename): Address {
  return rename.of === 'table' ? rename.database : rename.table;
}
