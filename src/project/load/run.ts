import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { type Problem, problem, type SourcePosition } from '../../errors.ts';
import { createRegistry, type Registry } from '../../sdk/registry.ts';
import type { RowSite } from '../extract/parts.ts';
import { HOOKS_KEY } from './bundle-names.ts';
import { ExitAttempt, type GuardedExit, guardExit } from './guarded-exit.ts';
import { asCommonJs, typiaStandIn } from './interop.ts';
import { frameAt, type StackPositions } from './stack-positions.ts';
import { type MissingImport, makeStandIn, StandInNeeded } from './stand-in.ts';
import { ignoreStrayErrors } from './stray-errors.ts';
import { loaded, NeverLoaded, neverLoadedProblem } from './unsettled.ts';

/** What one run of the user's code has declared. */
export interface RunResult {
  readonly registry: Registry;
  /** Missing packages whose stand-ins were called, so that something may be missing from what was declared. */
  readonly used: readonly MissingImport[];
  /** Empty when the code ran through. */
  readonly problems: readonly Problem[];
  /** The error the code ended with, for whoever wants to look closer; undefined when it ran through. */
  readonly cause: unknown;
}

export interface RunOptions {
  readonly bundleFile: string;
  readonly entry: string;
  readonly projectDir: string;
  readonly sites: readonly RowSite[];
  /** The user's files in the bundle, absolute. */
  readonly files: readonly string[];
  readonly positions: StackPositions;
  /** Folder of the running command line. */
  readonly ownRoot: string;
  /** Told, in one line, of what user code throws after it was loaded. */
  readonly onStray: (words: string) => void;
}

const TYPIA: MissingImport = {
  name: 'the package `typia`',
  reason: 'needs its compiler plugin, which is not run here',
  importer: '',
  line: 0,
};

let runs = 0;
let lastRun: Promise<unknown> = Promise.resolve();

/** Runs a bundle in this process. Runs follow one another: the registry they write into is global. */
export function runBundle(options: RunOptions): Promise<RunResult> {
  const run = lastRun.then(() => runAlone(options));
  lastRun = run.catch(() => undefined);
  return run;
}

async function runAlone(options: RunOptions): Promise<RunResult> {
  const registry = createRegistry((index) => options.sites[index]?.columns ?? []);
  const used = new Map<string, MissingImport>();
  const note = (missing: MissingImport): void => void used.set(missing.name, missing);
  const hooks = {
    site: (index: number, object: unknown): unknown => {
      if (typeof object === 'object' && object !== null) registry.sites.set(object, index);
      return object;
    },
    standIn: (missing: MissingImport) => makeStandIn(missing, note),
    asCommonJs,
    typia: typiaStandIn(makeStandIn(TYPIA, () => undefined)),
  };
  setGlobal('moose-migrate.registry', registry);
  setGlobal(HOOKS_KEY, hooks);
  const { attempts, restore } = prepareProcess(options);
  const ended = (cause: unknown): RunResult => {
    const first = attempts[0] ?? cause;
    const problems = first === undefined ? [] : [runProblem(first, options)];
    return { registry, used: [...used.values()], problems, cause: first };
  };
  runs += 1;
  try {
    await loaded(import(`${pathToFileURL(options.bundleFile).href}?run=${runs}`));
    return ended(undefined);
  } catch (error) {
    return ended(error ?? new Error('the code throws nothing'));
  } finally {
    restore();
  }
}

function setGlobal(key: string, value: unknown): void {
  (globalThis as Record<symbol, unknown>)[Symbol.for(key)] = value;
}

/** Makes the process what user code expects, and keeps its prints off our output; `restore` is the way back. */
function prepareProcess(options: RunOptions): GuardedExit {
  ignoreStrayErrors({ ...options, tell: (error) => options.onStray(strayText(error, options)) });
  const guarded = guardExit();
  const folder = process.cwd();
  const moves = isMainThread && folder !== options.projectDir;
  if (moves) process.chdir(options.projectDir);
  const loading = process.env.IS_LOADING_INFRA_MAP;
  process.env.IS_LOADING_INFRA_MAP = 'true';
  const { log, info, debug, error } = console;
  // What a command prints is for machines too; what user code prints while loading is not part of it.
  Object.assign(console, { log: error, info: error, debug: error });
  const restore = (): void => {
    guarded.restore();
    Object.assign(console, { log, info, debug });
    if (loading === undefined) delete process.env.IS_LOADING_INFRA_MAP;
    else process.env.IS_LOADING_INFRA_MAP = loading;
    if (moves) process.chdir(folder);
  };
  return { attempts: guarded.attempts, restore };
}

function runProblem(error: unknown, options: RunOptions): Problem {
  if (error instanceof StandInNeeded)
    return missingProblem(error.missing, error.message, error.stack, options);
  if (error instanceof NeverLoaded) return neverLoadedProblem(error, options.files, options.projectDir);
  const stack = error instanceof Error ? error.stack : undefined;
  const position = options.positions.positionOf(stack);
  if (error instanceof ExitAttempt) return exitProblem(error, position, options);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const frame = position === null ? null : frameAt(position, options.projectDir);
  return problem('PROJECT_FAILED', `The code fails while it is loaded: ${text}`, { position, frame });
}

function exitProblem(
  { message }: ExitAttempt,
  position: SourcePosition | null,
  { projectDir }: RunOptions,
): Problem {
  const frame = position === null ? null : frameAt(position, projectDir);
  const hint = 'Leave it out while process.env.IS_LOADING_INFRA_MAP is set.';
  return problem('PROJECT_FAILED', `The code calls ${message} while it is loaded`, { hint, position, frame });
}

function strayText(error: unknown, { positions }: RunOptions): string {
  const position = positions.positionOf(error instanceof Error ? error.stack : undefined);
  const place = position === null ? '' : `${position.file}:${position.line}:${position.column} `;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${place}the project's code fails after it was loaded, which stops nothing: ${text}`;
}

function missingProblem(
  missing: MissingImport,
  message: string,
  stack: string | undefined,
  options: RunOptions,
): Problem {
  const position = options.positions.positionOf(stack);
  const frame = position === null ? null : frameAt(position, options.projectDir);
  const where = missing.importer === '' ? '' : ` (imported in ${shortPath(missing, options.projectDir)})`;
  return problem('PROJECT_FAILED', `${message}${where}`, { hint: missingHint(missing), position, frame });
}

/** `app/server.ts:3` */
export function shortPath(missing: MissingImport, projectDir: string): string {
  const file = missing.importer.startsWith(`${projectDir}/`)
    ? missing.importer.slice(projectDir.length + 1)
    : missing.importer;
  return `${file}:${missing.line}`;
}

/** What to do about a missing import. */
export function missingHint(missing: MissingImport): string {
  return missing.reason === 'is not installed'
    ? 'Install the packages of the project, or do without this value.'
    : 'Do without this value.';
}
