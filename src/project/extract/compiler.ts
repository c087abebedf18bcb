import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { API, type Project } from 'typescript/unstable/sync';
import { AppError } from '../../errors.ts';
import type { Answer } from './in-worker.ts';
import type { OverlayConfig } from './overlay-config.ts';
import { type Together, togetherWith } from './together.ts';

/** A running compiler, besides its project. */
export interface Compiler {
  readonly together: Together;
  /** The files that a configuration names, of those that are known to it; absolute. */
  readonly filesOf: (config: OverlayConfig) => readonly string[];
}

export interface CompilerWishes {
  /** Configurations that it shall know besides its own. */
  readonly others: readonly OverlayConfig[];
  /** Whether it may take its time while others need the processor. */
  readonly isPatient: boolean;
}

const NO_WISHES: CompilerWishes = { others: [], isPatient: false };

/**
 * Starts the native TypeScript 7 compiler on a configuration, hands its project to `use` and ends it, whatever happens.
 * @throws AppError PROJECT_FAILED when the compiler is missing, breaks down or has no project
 */
export function withCompiler<T>(
  config: OverlayConfig,
  use: (project: Project, compiler: Compiler) => T,
  { others, isPatient }: CompilerWishes = NO_WISHES,
): T {
  const api = start([config, ...others]);
  tellPid(api);
  if (isPatient) standBack(api);
  try {
    const project = api.updateSnapshot({ openProjects: [config.path] }).getProject(config.path);
    if (project === undefined) throw new Error('no project was opened');
    return use(project, {
      together: togetherWith(api),
      filesOf: ({ path }) => api.parseConfigFile(path).fileNames,
    });
  } catch (error) {
    throw isOwnMistake(error) ? error : compilerError(error);
  } finally {
    end(api);
  }
}

/** Memory is collected once it has grown fivefold: it lives for a second, and collecting takes a quarter of its time otherwise. */
const GROWTH = '400';

/** The compiler's process has our environment; the collector of a Go program is told by it. */
function start(configs: readonly OverlayConfig[]): API {
  const { GOGC: before } = process.env;
  process.env.GOGC = before ?? GROWTH;
  try {
    return new API({
      tsserverPath: compilerPath(),
      cwd: dirname(configs[0]?.path ?? '.'),
      fs: { readFile: (path) => configs.find((config) => config.path === path)?.text },
    });
  } finally {
    if (before === undefined) delete process.env.GOGC;
  }
}

/** The binary of this platform, found from typescript's own folder, so that it is found under pnpm too and in our bundle. */
function compilerPath(): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  try {
    const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
    const folder = dirname(createRequire(typescript).resolve(`${platform}/package.json`));
    return join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
  } catch (cause) {
    throw new AppError(
      'PROJECT_FAILED',
      `The TypeScript compiler for this platform is not installed (${platform})`,
      {
        hint: 'Install without --omit=optional, on the platform that runs it.',
        cause,
      },
    );
  }
}

/** Errors of the channel and of the compiler are plain Errors; anything more special was thrown by our own code. */
function isOwnMistake(error: unknown): boolean {
  return (
    error instanceof AppError ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError
  );
}

function compilerError(cause: unknown): AppError {
  const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return new AppError('PROJECT_FAILED', `The TypeScript compiler broke down: ${reason}`, {
    hint: 'Check the project with `npx tsc --noEmit`. If that works, please report this with the sources.',
    cause,
  });
}

/**
 * Ended by SIGTERM, as `close` does, the compiler says "context canceled" on our standard error; and `close` first writes to it,
 * which fails when it has broken down. So the process is killed, and then the pipes are closed.
 */
function end(api: API): void {
  const { channel, child } = processOf(api);
  if (isRecord(child) && typeof child.kill === 'function') child.kill('SIGKILL');
  if (isRecord(channel) && typeof channel.close === 'function') channel.close();
  else api.close();
}

function processOf(api: API): { readonly channel: unknown; readonly child: unknown } {
  const client: unknown = Reflect.get(api, 'client');
  const channel: unknown = isRecord(client) ? client.channel : undefined;
  return { channel, child: isRecord(channel) ? channel.child : undefined };
}

function pidOf(api: API): number | null {
  const { child } = processOf(api);
  return isRecord(child) && typeof child.pid === 'number' ? child.pid : null;
}

/** In a thread of its own: the main thread ends the compiler if it has to end before the thread has. */
function tellPid(api: API): void {
  const pid = pidOf(api);
  if (pid !== null) parentPort?.postMessage({ is: 'compiler', pid } satisfies Answer);
}

/** Lets other processes go first. */
function standBack(api: API): void {
  const pid = pidOf(api);
  if (pid === null) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is only politeness.
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
