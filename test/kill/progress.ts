import { writeSync } from 'node:fs';

/** A line for whoever waits for a long run, at once: what goes through the reporter comes when a test has ended. */
export function tellProgress(line: string): void {
  writeSync(2, `${line}\n`);
}
