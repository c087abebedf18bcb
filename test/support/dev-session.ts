import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One line of `moose dev --json`. */
export type DevDocument = Readonly<Record<string, unknown>> & { readonly event: string };

/** A running `moose dev --json`. */
export interface DevSession {
  /** Every document until now. */
  readonly seen: readonly DevDocument[];
  /** What stands on stderr until now. */
  stderr(): string;
  /** Waits for the next document, after those that were waited for before, that is this event and has these members. */
  until(event: string, members?: Readonly<Record<string, unknown>>): Promise<DevDocument>;
  /** Sends the signal and waits for the end; answers the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Waits for an end that comes by itself. */
  readonly ended: Promise<number | null>;
}

/** A hang, not a slow machine. */
const HANG_MS = 100_000;

const open = new Set<ChildProcess>();

/** Ends what a failed test has left; for `afterEach`. */
export function endSessions(): void {
  for (const child of open) child.kill('SIGKILL');
}

/** Starts the built command line in a project. `env` is the whole environment. */
export function startDev(
  directory: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): DevSession {
  const bin = fileURLToPath(new URL('../../dist/bin/moose.js', import.meta.url));
  if (!existsSync(bin)) throw new Error('the command line is not built: npm run build');
  const child = spawn(process.execPath, [bin, 'dev', '--json', ...flags], {
    cwd: directory,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  open.add(child);
  const seen: DevDocument[] = [];
  let [rest, words, taken] = ['', '', 0];
  let wake = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    seen.push(...lines.map((line) => JSON.parse(line) as DevDocument));
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (words += chunk));
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      open.delete(child);
      wake();
      resolve(code);
    }),
  );
  const fits = (document: DevDocument, members: Readonly<Record<string, unknown>>): boolean =>
    Object.entries(members).every(
      ([name, value]) => JSON.stringify(document[name]) === JSON.stringify(value),
    );
  return {
    seen,
    stderr: () => words,
    async until(event, members = {}) {
      const limit = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
      for (;;) {
        const at = seen.findIndex(
          (each, index) => index >= taken && each.event === event && fits(each, members),
        );
        const found = seen[at];
        if (found !== undefined) {
          taken = at + 1;
          clearTimeout(limit);
          return found;
        }
        if (!open.has(child))
          throw new Error(`it ended without ${event}:\n${JSON.stringify(seen.slice(taken))}\n${words}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    end: async (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
