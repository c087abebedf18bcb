import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isStrayError } from '../commands/stray.ts';
import { concealed } from '../concealed.ts';
import { AppError } from '../errors.ts';
import { maskedCode } from '../model/masked-code.ts';
import { TOOL_VERSION } from '../version.ts';
import { exitNow } from './leave.ts';
import { openScreen, type Screen } from './screen.ts';
import { showError } from './show-error.ts';

/** A text that nobody has foreseen, without what may be a secret in it. */
function masked(text: string): string {
  return concealed(maskedCode(text)).replace(/\/\/[^/\s'"]*@/g, '//***@');
}

/** What was typed. Of an address that may hold a password, only what stands behind it. */
function commandLine([, file = 'moose', ...args]: readonly string[]): string {
  const shown = args.map((arg) =>
    masked(arg.includes('@') ? arg.replace(/^(--[\w-]+=)?.*@/s, '$1***@') : arg),
  );
  return [basename(file, '.js'), ...shown].join(' ');
}

/** The stack of an error and of what caused it. */
function stackOf(thrown: unknown): string {
  const parts: string[] = [];
  for (let cause: unknown = thrown; cause instanceof Error; cause = cause.cause)
    parts.push(cause.stack ?? cause.message);
  return masked(parts.length === 0 ? String(thrown) : parts.join('\n'));
}

/** Writes the stack where only the user can read it; null where nothing can be written. */
function stackFile(text: string): string | null {
  const file = join(tmpdir(), `moose-migrate-bug-${Date.now()}-${process.pid}.txt`);
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return file;
  } catch {
    return null;
  }
}

let cutOff: () => string = () => '';

/** Tells what is to be said besides when a bug ends the process, from a new line on: what it was doing to the servers. */
export function whenCutOff(words: () => string): void {
  cutOff = words;
}

let current: Screen | null = null;

/** Names the screen that a bug is shown on. */
export function showBugsOn(screen: Screen): void {
  current = screen;
}

/** A screen for what goes wrong before, or outside of, any command: `--json` counts wherever it stands. */
export function screenOf(argv: readonly string[]): Screen {
  const isJson = argv.includes('--json') || argv.includes('--format=json');
  return openScreen({
    json: isJson || argv[argv.indexOf('--format') + 1] === 'json',
    quiet: false,
    debug: argv.includes('--debug'),
    color: !argv.includes('--no-color'),
  });
}

/**
 * A bug as an error that says what happened, in which version, by which command, and how to report it. Its stack is in a file
 * that the error names, or with `--debug` for the caller to show.
 */
export function bugError(thrown: unknown, screen: Screen): AppError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const made = `${TOOL_VERSION} (Node ${process.version}, ${process.platform} ${process.arch})`;
  const command = commandLine(process.argv);
  const head = `moose-migrate ${made}\n${command}\n`;
  const file = screen.flags.debug ? null : stackFile(`${head}${stackOf(thrown)}\n`);
  const where = screen.flags.debug ? 'below' : (file ?? 'run it again with --debug');
  return new AppError('TOOL_BUG', `moose-migrate ${made} failed by a bug of its own: ${masked(message)}`, {
    cause: thrown,
    hint: `Please report these lines with the stack (${where}) and the command: ${command}${cutOff()}`,
  });
}

/** Shows something thrown that nobody has foreseen, and answers the exit code. */
export function showBug(thrown: unknown, screen: Screen): number {
  const code = showError(bugError(thrown, screen), screen);
  if (screen.flags.debug) screen.complain(screen.err.dim(stackOf(thrown)));
  return code;
}

/** Shows what a command has thrown and answers the exit code: an error of ours as it is, anything else as a bug. */
export function showThrown(thrown: unknown, screen: Screen): number {
  const isForeseen = thrown instanceof AppError && thrown.code !== 'TOOL_BUG';
  return isForeseen ? showError(thrown, screen) : showBug(thrown, screen);
}

/**
 * Ends the process with a report and 70 when something is thrown where nothing can catch it: in a callback, a timer, a promise
 * that nobody waits for. What a project's own code leaves behind stops nothing.
 */
export function endOnBugs(argv: readonly string[]): void {
  process.on('uncaughtException', (thrown) => {
    if (isStrayError(thrown)) return;
    exitNow(showThrown(thrown, current ?? screenOf(argv)));
  });
}
