import { KEEP_VERSIONS } from '../../src/commands/decide-versions.ts';
import type { GenerateOptions } from '../../src/commands/generate.ts';

/** How tests generate: nothing saved, everything allowed, nobody asked. */
export const QUIET_GENERATE = {
  save: false,
  approval: { all: true, destructive: true, ask: null },
  renames: { told: [], denied: [], acceptAll: false, ask: null },
  versions: KEEP_VERSIONS,
  now: new Date(0),
} as const satisfies Partial<GenerateOptions>;
