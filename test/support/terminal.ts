import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, inject } from 'vitest';

/** A command on a terminal: what it shows, and the keys that a person presses. */
export interface Terminal {
  /** All that was shown, without colours and movements of the cursor. */
  shown(): string;
  /** Waits until a text is shown that was not there before the last wait; fails when the command ends first. */
  until(text: string): Promise<void>;
  press(keys: string): void;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

export const ENTER = '\r';
export const UP = '\u001b[A';
export const CTRL_C = '\u0003';

/** A limit for a hang: then the screen is shown, and the command ended. */
const HANG_MS = 100_000;

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const OWN_WISHES = /^(MOOSE_|NO_COLOR$|FORCE_COLOR$|TERM$|CI$)/;

// Of util-linux: the `script` of other systems takes other flags.
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

function whyMissing(): string | null {
  if (hasTerminal !== true) return '`script` of util-linux is not installed';
  return inject('engine') === null ? 'chdb is not installed' : null;
}

/** Like `describe`, but skipped where no terminal can be made, or there is no engine; with REQUIRE_TERMINAL=1 that is a failure. */
export function describeOnTerminal(name: string, tests: () => void): void {
  const missing = whyMissing();
  if (missing === null) {
    describe(name, tests);
    return;
  }
  if (process.env.REQUIRE_TERMINAL === '1')
    throw new Error(`a terminal is required (REQUIRE_TERMINAL=1), but ${missing}`);
  const line = '!'.repeat(78);
  console.warn(`\n${line}\n${missing}: EVERY TEST ON A TERMINAL IS SKIPPED.\n${line}\n`);
  describe.skip(name, tests);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Runs `migrate …` as at a keyboard: input, output and errors are one terminal of 200 columns. */
export function migrateOnTerminal(args: readonly string[], cwd: string): Terminal {
  const words = [process.execPath, join(dist, 'bin', 'migrate.js'), ...args].map(quoted).join(' ');
  const inherited = Object.entries(process.env).filter(([name]) => !OWN_WISHES.test(name));
  const child = spawn('script', ['-qec', `stty cols 200 rows 60; exec ${words}`, '/dev/null'], {
    cwd,
    env: { ...Object.fromEntries(inherited), TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  let seen = 0;
  let look = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    look();
  });
  const shown = (): string => stripVTControlCharacters(text).replaceAll('\r\n', '\n');
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    shown,
    ended,
    press: (keys) => void child.stdin.write(keys),
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const hang = setTimeout(() => {
          child.kill('SIGKILL');
          reject(new Error(`It never showed ${wanted}:\n${shown()}`));
        }, HANG_MS);
        hang.unref();
        look = () => {
          const at = shown().indexOf(wanted, seen);
          if (at < 0) return;
          seen = at + wanted.length;
          clearTimeout(hang);
          resolve();
        };
        look();
        ended.then(() => reject(new Error(`It ended without showing ${wanted}:\n${shown()}`)), reject);
      }),
  };
}
