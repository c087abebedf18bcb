/** How long what a cluster has taken may stay out of sight: brokers learn of changes one after the other. */
export const SIGHT_LIMIT_MS = 30_000;

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** Looks again and again, ever more rarely, until `look` is true or the time is over; false when it is over. */
export async function seenWithin(milliseconds: number, look: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + milliseconds;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    if (await look()) return true;
    if (performance.now() + pause > end) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
