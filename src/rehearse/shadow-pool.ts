import { timed } from '../timing.ts';
import { openShadow, type Shadow } from './shadow.ts';

/** The shadows of one command. Each use gets an empty one; what can be foreseen is started before it is needed. */
export interface ShadowPool {
  /** Starts a shadow ahead of its use, unless one is waiting already. */
  prepare(): void;
  /** An empty shadow, the prepared one if there is one. Its user closes it. */
  open(): Promise<Shadow>;
  /** Ends what was prepared and not used, and waits until every shadow has gone. */
  close(): Promise<void>;
}

/** A pool of shadows that have these databases. It must be closed. */
export function openShadowPool(databases: readonly string[]): ShadowPool {
  let prepared: Promise<Shadow> | null = null;
  let isClosed = false;
  const ending = new Set<Promise<void>>();
  const start = (): Promise<Shadow> => {
    const shadow = timed('shadow start', () => openShadow(databases));
    // Whoever opens it hears of a failure; a prepared one that nobody opens must not end the process.
    shadow.catch(() => undefined);
    return shadow;
  };
  const endLater = (shadow: Shadow): void => {
    const end = shadow.close();
    end.catch(() => undefined);
    ending.add(end);
  };
  return {
    prepare() {
      if (!isClosed) prepared ??= start();
    },
    async open() {
      const opening = prepared ?? start();
      prepared = null;
      const shadow = await opening;
      // Its end is not waited for here: the user goes on with what was read.
      return { ...shadow, close: async () => endLater(shadow) };
    },
    async close() {
      isClosed = true;
      const unused = prepared;
      prepared = null;
      if (unused !== null) await unused.then(endLater, () => undefined);
      await Promise.all(ending);
    },
  };
}
