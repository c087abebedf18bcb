import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineFolders } from './data-directory.ts';
import type { EngineFiles } from './engine-files.ts';

/** The running child process. */
export interface EngineProcess {
  readonly pid: number;
  /** Fulfilled when the process has ended. */
  readonly left: Promise<void>;
  hasLeft(): boolean;
  /** The last lines the engine wrote about itself. */
  lastWords(): string;
  stop(): Promise<void>;
  /** Ends it at once, without writing anything down: for engines whose data nobody wants. */
  discard(): Promise<void>;
}

/** Starts the child that loads the engine. It lives until its standard input ends, so it cannot outlive this process. */
export async function spawnEngine(
  files: EngineFiles,
  folders: EngineFolders,
  engineArguments: readonly string[],
): Promise<EngineProcess> {
  const script = await childScript(folders.private);
  const child = spawn(
    process.execPath,
    [
      script,
      files.ffi,
      files.library,
      String(folders.removed.length),
      ...folders.removed,
      ...engineArguments,
    ],
    // A group of its own: Ctrl-C is for us, and we end the engine when the statement under way is done with.
    { stdio: ['pipe', 'ignore', 'pipe'], detached: true, env: childEnvironment() },
  );
  const words = keepLastLines(child);
  const left = new Promise<void>((resolve) => {
    // Not 'exit': that comes before the last words.
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let gone = false;
  void left.then(() => {
    gone = true;
  });
  child.stdin?.on('error', () => {});
  unref(child);
  return {
    pid: child.pid ?? 0,
    left,
    hasLeft: () => gone,
    lastWords: () => words.join('\n'),
    stop: async () => {
      await leave(child, left, exited, () => gone);
      for (const folder of folders.removed) rmSync(folder, { recursive: true, force: true });
    },
    discard: async () => {
      if (!gone) child.kill('SIGKILL');
      await goneFor(child, exited);
      await Promise.all(folders.removed.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

/** The child as a file Node can run: the built one, or, when running from source, one made on the spot. */
async function childScript(folder: string): Promise<string> {
  if (!import.meta.url.endsWith('.ts'))
    return fileURLToPath(new URL('../embedded-child.js', import.meta.url));
  const { transformSync } = await import('esbuild');
  const source = readFileSync(new URL('./child.ts', import.meta.url), 'utf8');
  const script = join(folder, 'child.mjs');
  writeFileSync(script, transformSync(source, { loader: 'ts', format: 'esm', target: 'node20' }).code);
  return script;
}

// The engine would take credentials for object stores from the environment, and its time zone: it gets neither from us.
function childEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'HOME', 'TMPDIR'];
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), TZ: 'UTC' };
}

const LINES_KEPT = 40;

function keepLastLines(child: ChildProcess): readonly string[] {
  const lines: string[] = [];
  let rest = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (chunk: string) => {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    lines.push(...pieces.filter((line) => line.trim() !== ''));
    lines.splice(0, lines.length - LINES_KEPT);
  });
  child.once('error', (error) => lines.push(error.message));
  return lines;
}

// Nothing of the child keeps this process alive: a caller that forgets to stop it still ends, and the engine with it.
function unref(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stderr])
    if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
}

const PATIENCE = { endOfInput: 10_000, terminate: 5_000 };

/** Waits until it has exited: its last words, which come later, keep nobody alive. Nothing else may do so meanwhile. */
async function goneFor(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.ref();
  await exited;
}

async function leave(
  child: ChildProcess,
  left: Promise<void>,
  exited: Promise<void>,
  isGone: () => boolean,
): Promise<void> {
  child.stdin?.end();
  await waitAtMost(left, PATIENCE.endOfInput);
  if (isGone()) return;
  child.kill('SIGTERM');
  await waitAtMost(left, PATIENCE.terminate);
  if (isGone()) return;
  child.kill('SIGKILL');
  await goneFor(child, exited);
}

async function waitAtMost(event: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([event, new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
}
