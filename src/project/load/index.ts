import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../../errors.ts';
import type { Registry } from '../../sdk/registry.ts';
import { timed } from '../../timing.ts';
import { findSdkTypes } from '../extract/package-root.ts';
import { type EarlyExtraction, type Extraction, type RowSite, withWarnings } from '../extract/parts.ts';
import { cacheFolder, type Prepared, readCache, writeBundle, writeCache } from './cache.ts';
import { configInputs, isWrittenSince, listFiles, takeManifest } from './inputs.ts';
import { findOwnPackage, type OwnPackage } from './own-package.ts';
import { runBundle, shortPath } from './run.ts';
import type { CallSite } from './source-edits.ts';
import { type StackPositions, stackPositions } from './stack-positions.ts';

export type Extract = (options: {
  entry: string;
  projectDir: string;
}) => Promise<Extraction | EarlyExtraction>;

export interface LoadOptions {
  /** Absolute. */
  readonly projectDir: string;
  /** Absolute path of the file that imports all others. */
  readonly entry: string;
  /** Reads the row types; called only when files have changed. */
  readonly extract: Extract;
  /** Told, in one line, of what user code throws after it was loaded. @default nothing */
  readonly onStray?: (words: string) => void;
  /** Given what TypeScript says of the files, which is not among the warnings then and may be known late. @default waited for */
  readonly onChecking?: (warnings: Promise<readonly Problem[]>) => void;
}

/** A project whose code has run. */
export interface LoadedProject {
  /** What it has declared. */
  readonly registry: Registry;
  /** Call sites of the row classes, at their index. */
  readonly sites: readonly RowSite[];
  /** Absolute paths of the user's files that were loaded. */
  readonly files: readonly string[];
  readonly positions: StackPositions;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** One line each. */
  readonly notices: readonly string[];
  /** Whether nothing had changed since the last time. */
  readonly isCached: boolean;
}

/**
 * Runs a project's code and gives what it has declared. Types and bundle are taken from the cache when no file has
 * changed; the run itself never is, so that the environment counts. What is wrong comes back as problems.
 */
export async function loadProject(options: LoadOptions): Promise<LoadedProject> {
  const projectDir = realpathSync(options.projectDir);
  const entry = realpathSync(options.entry);
  const own = findOwnPackage();
  const folder = cacheFolder(projectDir);
  const onStray = options.onStray ?? (() => undefined);
  const key = cacheKey(own, projectDir, entry);
  const cached = readCache(folder, key);
  if (cached !== null) {
    const result = await runPrepared(cached, { folder, projectDir, entry, own, onStray, isCached: true });
    // A package that was removed by hand leaves no trace in the files we watch.
    if (!result.isStale) return result.loaded;
  }
  const outcome = await prepare({ ...options, projectDir, entry }, own, folder, key);
  if (outcome.prepared === null)
    return { ...EMPTY, registry: emptyRegistry(), problems: outcome.problems, warnings: outcome.warnings };
  const context = { folder, projectDir, entry, own, onStray, isCached: false };
  const { loaded } = await runPrepared(outcome.prepared, context);
  return { ...loaded, problems: [...outcome.problems, ...loaded.problems] };
}

const EMPTY = {
  sites: [],
  files: [],
  positions: { positionOf: () => null },
  notices: [],
  isCached: false,
} as const;

function emptyRegistry(): Registry {
  return { declarations: [], sites: new WeakMap(), owners: new WeakMap(), columnsOfSite: () => [] };
}

/** Everything but the project's files that decides what is prepared. */
function cacheKey(own: OwnPackage, projectDir: string, entry: string): string {
  const typescript: { readonly version: string } = createRequire(join(own.root, 'package.json'))(
    'typescript/package.json',
  );
  // The name of this file, once built, holds a hash of it and of all the parts that it loads.
  const self = fileURLToPath(import.meta.url);
  const { mtimeMs } = statSync(self);
  const tool = [own.version, self, mtimeMs, typescript.version, process.versions.modules, process.platform];
  return [...tool, projectDir, entry].join('|');
}

interface Preparation {
  readonly prepared: Prepared | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

async function prepare(
  options: LoadOptions,
  own: OwnPackage,
  folder: string,
  key: string,
): Promise<Preparation> {
  const { projectDir, entry } = options;
  const startedAt = Date.now();
  const [{ bundleProject, startBundler }, sdk] = await Promise.all([
    import('./bundle.ts'),
    import(own.sdkUrl),
  ]);
  void startBundler();
  const extraction = await timed('types', () => options.extract({ entry, projectDir }));
  const { problems } = extraction;
  const bundling = {
    entry,
    projectDir,
    outfile: join(folder, 'bundle.mjs'),
    own,
    sdkNames: Object.keys(sdk),
    sites: sitesByFile(extraction.sites),
  };
  const result = await timed('bundle', () => bundleProject(bundling));
  if (!result.ok) {
    const { warnings } = await completed(extraction);
    return { prepared: null, problems: withoutTwins(problems, result.problems), warnings };
  }
  const { code, map, files, edits, missing } = result.bundle;
  const prepared: Prepared = {
    bundle: writeBundle(folder, code, map),
    sites: extraction.sites,
    warnings: [],
    files,
    edits,
    missing,
  };
  const sources = [...files, ...extraction.inputs];
  const remembered = completed(extraction).then(({ warnings }) => {
    if (problems.length === 0 && !sources.some((file) => isWrittenSince(file, startedAt)))
      writeCache(
        folder,
        key,
        takeManifest([...sources, ...ownInputs(own), ...configInputs(projectDir, sources)]),
        { ...prepared, warnings },
      );
    return warnings;
  });
  // Whoever is given it hears of a failure; the project's code may fail before that.
  remembered.catch(() => undefined);
  options.onChecking?.(remembered);
  const warnings = options.onChecking === undefined ? await remembered : [];
  return { prepared: { ...prepared, warnings }, problems, warnings };
}

async function completed(extraction: Extraction | EarlyExtraction): Promise<Extraction> {
  return 'checked' in extraction ? withWarnings(extraction, await extraction.checked) : extraction;
}

function ownInputs(own: OwnPackage): readonly string[] {
  return [own.sdkFile, ...listFiles(join(findSdkTypes().folder, 'sdk'), (name) => name.endsWith('.ts'))];
}

function sitesByFile(sites: readonly RowSite[]): ReadonlyMap<string, readonly CallSite[]> {
  const files = new Map<string, CallSite[]>();
  for (const site of sites) {
    const file = existsSync(site.file) ? realpathSync(site.file) : site.file;
    files.set(file, [...(files.get(file) ?? []), site]);
  }
  return files;
}

/** Both the type checker and the bundler report a syntax error; once is enough. */
function withoutTwins(first: readonly Problem[], second: readonly Problem[]): readonly Problem[] {
  const place = ({ position }: Problem): string =>
    position === null ? '' : `${position.file}:${position.line}`;
  const places = new Set(first.map(place));
  return [...first, ...second.filter((found) => found.position === null || !places.has(place(found)))];
}

interface RunContext {
  readonly folder: string;
  readonly projectDir: string;
  readonly entry: string;
  readonly own: OwnPackage;
  readonly onStray: (words: string) => void;
  readonly isCached: boolean;
}

async function runPrepared(
  prepared: Prepared,
  context: RunContext,
): Promise<{ readonly loaded: LoadedProject; readonly isStale: boolean }> {
  const { projectDir, entry, isCached } = context;
  const { sites, files, edits, warnings } = prepared;
  const bundleFile = join(context.folder, prepared.bundle);
  const positions = stackPositions({ bundleFile, projectDir, files, edits });
  const run = await timed('run', () =>
    runBundle({
      bundleFile,
      entry,
      projectDir,
      sites,
      files,
      positions,
      ownRoot: context.own.root,
      onStray: context.onStray,
    }),
  );
  const notices = run.used.map(
    (missing) =>
      `${missing.name} ${missing.reason}${missing.importer === '' ? '' : ` (${shortPath(missing, projectDir)})`}; what it would do while loading is left out`,
  );
  const loaded = {
    registry: run.registry,
    sites,
    files,
    positions,
    problems: run.problems,
    warnings,
    notices,
    isCached,
  };
  return { loaded, isStale: isCached && isMissingModule(run.cause) };
}

function isMissingModule(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
