import { stableJson } from '../model/hash.ts';
import { noSurroundings, type Surroundings } from '../model/surroundings.ts';
import { timed } from '../timing.ts';
import type { Judged } from './judged.ts';
import { type OpenShadow, openShadow, type Shadow } from './shadow.ts';

/** The shadows of one command. Each use gets an empty one; what can be foreseen is started before it is needed. */
export interface ShadowPool {
  /** Starts a shadow ahead of its use, unless one is waiting already. */
  prepare(): void;
  /** What shadows stand in for, unless their user says otherwise. */
  expect(surroundings: Surroundings): void;
  /** An empty shadow, the prepared one if it has these surroundings. Its user closes it. */
  readonly open: OpenShadow;
  /** Holds a shadow that has created every definition, for a plan that may create the same. */
  keep(judged: Judged): void;
  /** The shadow that was kept, once; null for none. Its user closes it. */
  takeKept(): Judged | null;
  /** Ends what was prepared and not used, and waits until every shadow has gone. */
  close(): Promise<void>;
}

/** A pool of shadows that have these databases. It must be closed. */
export function openShadowPool(databases: readonly string[]): ShadowPool {
  let prepared: Promise<Shadow> | null = null;
  // What is prepared will most likely be like the last one.
  let around = noSurroundings;
  let kept: Judged | null = null;
  let isClosed = false;
  const ending = new Set<Promise<void>>();
  const start = (): Promise<Shadow> => {
    const shadow = timed('shadow start', () => openShadow(databases, around));
    // Whoever opens it hears of a failure; a prepared one that nobody opens must not end the process.
    shadow.catch(() => undefined);
    return shadow;
  };
  const endLater = (shadow: Shadow): void => {
    const end = shadow.close();
    end.catch(() => undefined);
    ending.add(end);
  };
  const expect = (surroundings: Surroundings): void => {
    if (stableJson(surroundings) === stableJson(around)) return;
    around = surroundings;
    prepared?.then(endLater, () => undefined);
    prepared = null;
  };
  return {
    prepare() {
      if (!isClosed) prepared ??= start();
    },
    expect,
    async open(surroundings: Surroundings = around) {
      expect(surroundings);
      const opening = prepared ?? start();
      prepared = null;
      const shadow = await opening;
      // Its end is not waited for here: the user goes on with what was read.
      return { ...shadow, close: async () => endLater(shadow) };
    },
    keep(judged) {
      if (kept !== null) void kept.shadow.close();
      kept = judged;
    },
    takeKept() {
      const taken = kept;
      kept = null;
      return taken;
    },
    async close() {
      isClosed = true;
      if (kept !== null) await kept.shadow.close();
      kept = null;
      const unused = prepared;
      prepared = null;
      if (unused !== null) await unused.then(endLater, () => undefined);
      await Promise.all(ending);
    },
  };
}
