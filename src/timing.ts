const PREFIX = 'moose-migrate: ';

/** How long a phase of work took, in ms; `start` counts from the start of the process. Phases may overlap. */
export interface Timing {
  readonly name: string;
  readonly start: number;
  readonly milliseconds: number;
}

/** Runs a phase of work and notes how long it took, for `--debug`. */
export async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    performance.measure(`${PREFIX}${name}`, { start });
  }
}

/** The phases that have ended, in the order of their start. */
export function timings(): readonly Timing[] {
  const own = performance.getEntriesByType('measure').filter(({ name }) => name.startsWith(PREFIX));
  return own
    .map(({ name, startTime, duration }) => ({
      name: name.slice(PREFIX.length),
      start: Math.round(startTime),
      milliseconds: Math.round(duration),
    }))
    .sort((a, b) => a.start - b.start);
}
