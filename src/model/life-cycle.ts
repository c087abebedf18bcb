/**
 * Who may change an object. FULLY_MANAGED: all of it. DELETION_PROTECTED: nothing that loses data (no table, no column is
 * dropped, no TTL takes rows sooner, no type holds less). EXTERNALLY_MANAGED: somebody else's; never touched.
 */
export type LifeCycle = 'FULLY_MANAGED' | 'DELETION_PROTECTED' | 'EXTERNALLY_MANAGED';

export const LIFE_CYCLES = [
  'FULLY_MANAGED',
  'DELETION_PROTECTED',
  'EXTERNALLY_MANAGED',
] as const satisfies readonly LifeCycle[];
