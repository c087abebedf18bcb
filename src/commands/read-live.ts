import type { ReadObject } from '../ddl/read-object.ts';
import type { LiveState } from '../drivers/clickhouse/introspect.ts';
import type { Surroundings } from '../model/surroundings.ts';
import type { Target } from '../model/target.ts';
import type { AnswerCache } from '../rehearse/answer-cache.ts';
import { canonicaliseLive } from '../rehearse/canonicalise-live.ts';
import { type OpenShadow, type Shadow, shadowVersion } from '../rehearse/shadow.ts';
import type { ShadowPool } from '../rehearse/shadow-pool.ts';
import type { SurroundingsSource } from '../rehearse/surroundings.ts';
import { TOOL_BUILD } from '../version.ts';
import type { Talk } from './talk.ts';

/** What is needed to understand a live state. */
export interface LiveSides {
  readonly target: Target;
  readonly shadows: ShadowPool;
  readonly surroundings: SurroundingsSource;
  /** What ClickHouse has answered before. */
  readonly cache: AnswerCache;
  readonly talk: Talk;
}

/** Opens a shadow on which definitions are judged. */
export function openChecking(
  { shadows, talk }: LiveSides,
  around: Surroundings | undefined,
): Promise<Shadow> {
  talk.phase('Checking definitions on the embedded ClickHouse');
  return shadows.open(around);
}

/** What the engine's answers depend on besides the texts. */
export function answersVersion(target: Pick<Target, 'database'>): string {
  return [TOOL_BUILD, shadowVersion() ?? 'no engine', target.database].join(' ');
}

/** The live objects in canonical form; a second time they come from the cache. */
export function readLive(sides: LiveSides, live: LiveState): Promise<readonly ReadObject[]> {
  const { target, cache, surroundings } = sides;
  const open: OpenShadow = (around) => openChecking(sides, around);
  return canonicaliseLive({
    objects: live.objects,
    liveVersion: live.version,
    shadowVersion: shadowVersion(),
    version: answersVersion(target),
    cache,
    open,
    surroundings,
  });
}
