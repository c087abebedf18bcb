import type { ApplyOptions } from '../../src/commands/apply.ts';

/** How tests apply: nothing allowed, nobody asked, nobody told. */
export const QUIET_APPLY = {
  allow: [],
  lockTimeoutSeconds: 0,
  unclearSql: null,
  tell: () => undefined,
  clock: () => 0,
  isInterrupted: () => false,
} as const satisfies Partial<ApplyOptions>;
