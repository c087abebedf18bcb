import type { ApplyOptions } from '../../src/commands/apply.ts';

/** How tests apply: nothing allowed, nobody asked, nobody told. */
export const QUIET_APPLY = {
  allow: [],
  ask: null,
  lockTimeoutSeconds: 0,
  retrySeconds: 0,
  mayKill: async () => false,
  unclearSql: null,
  tell: () => undefined,
  clock: () => 0,
  isInterrupted: () => false,
} as const satisfies Partial<ApplyOptions>;
