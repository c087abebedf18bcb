import { isPassing } from '../drivers/clickhouse/server-error.ts';

/** How long to try again after what may pass: a broken connection, a server with too much to do. */
export interface Patience {
  /** Sum of the pauses between two tries that succeed, in seconds. */
  readonly seconds: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** True once somebody asked to stop: what fails then is not tried again. */
  readonly isOver: () => boolean;
}

/** The tries of one piece of work. */
export interface Tries {
  /** Waits, each time longer; false when the patience is at its end, or ended while we waited. */
  again(): Promise<boolean>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Opens them. The pauses grow, and are never the same: many that fail together must not come back together. */
export function openTries({ seconds, sleep, random, isOver }: Patience): Tries {
  let pause = FIRST_PAUSE_MS;
  let left = seconds * 1000;
  return {
    async again() {
      if (left <= 0 || isOver()) return false;
      const length = Math.min(left, pause * (0.5 + random()));
      left -= length;
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      await sleep(length);
      return !isOver();
    },
  };
}

/** Repeats what may be repeated without looking: reads, and rows of our own that may be there twice. */
export async function patiently<T>(patience: Patience, work: () => Promise<T>): Promise<T> {
  const tries = openTries(patience);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || !(await tries.again())) throw error;
    }
  }
}
