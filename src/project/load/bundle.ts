import { readFileSync } from 'node:fs';
import { extname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, BuildOptions, BuildResult, Loader, Message, Plugin } from 'esbuild';
import { type Problem, problem } from '../../errors.ts';
import { codeFrame } from '../code-frame.ts';
import { HOOKS_KEY } from './bundle-names.ts';
import type { OwnPackage } from './own-package.ts';
import { type ImportRules, importPlugin } from './resolve-imports.ts';
import {
  type CallSite,
  editSource,
  FILE_CONSTANTS,
  type Insertion,
  SITE_FUNCTION,
  sitesFit,
} from './source-edits.ts';
import type { MissingImport } from './stand-in.ts';

/** A project's code as one ES module. */
export interface Bundle {
  readonly code: string;
  /** Source map; its sources are relative to `outfile`'s folder. */
  readonly map: string;
  /** Absolute paths of the files in it. */
  readonly files: readonly string[];
  /** What was put into each file, by absolute path. */
  readonly edits: Readonly<Record<string, readonly Insertion[]>>;
  readonly missing: readonly MissingImport[];
}

export type BundleResult =
  | { readonly ok: true; readonly bundle: Bundle }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface BundleOptions {
  readonly entry: string;
  readonly projectDir: string;
  /** Where the bundle will lie. */
  readonly outfile: string;
  readonly own: OwnPackage;
  /** Names the sdk exports. */
  readonly sdkNames: readonly string[];
  /** Call sites by absolute path. */
  readonly sites: ReadonlyMap<string, readonly CallSite[]>;
}

const HOOKS = '__mooseMigrateHooks';

/** Bundles a project's entry; packages stay outside. What the user wrote wrong comes back as problems. */
export async function bundleProject(options: BundleOptions): Promise<BundleResult> {
  const unknownNames: string[] = [];
  for (;;) {
    const missing: MissingImport[] = [];
    const edits: Record<string, readonly Insertion[]> = {};
    const { sdkUrl } = options.own;
    const rules: ImportRules = { sdkUrl, sdkNames: options.sdkNames, unknownNames, missing, hooks: HOOKS };
    const result = await tryBuild(options, [importPlugin(rules), sourcePlugin(options.sites, edits)]);
    if (result.errors.length === 0) return { ok: true, bundle: readResult(options, result, edits, missing) };
    const unknown = result.errors.map(unknownSdkName);
    if (!unknown.every((name) => name !== null))
      return { ok: false, problems: result.errors.map((error) => messageProblem(error, options.projectDir)) };
    unknownNames.push(...new Set(unknown));
  }
}

interface BuildOutcome {
  readonly errors: readonly Message[];
  readonly metafile: BuildResult['metafile'];
  readonly outputFiles: BuildResult['outputFiles'];
}

async function tryBuild(options: BundleOptions, plugins: Plugin[]): Promise<BuildOutcome> {
  const { build } = await import('esbuild');
  try {
    return await build({ ...buildOptions(options), plugins });
  } catch (error) {
    if (isBuildFailure(error)) return { errors: error.errors, metafile: undefined, outputFiles: undefined };
    throw error;
  }
}

/** Starts the bundler's own process ahead of its use. What goes wrong shows again when it is used. */
export async function startBundler(): Promise<void> {
  await import('esbuild').then(({ transform }) => transform('')).catch(() => undefined);
}

function buildOptions(options: BundleOptions): BuildOptions {
  return {
    entryPoints: [options.entry],
    absWorkingDir: options.projectDir,
    outfile: options.outfile,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // A bare `import './models'` declares things; "sideEffects": false in a package.json must not remove it.
    ignoreAnnotations: true,
    // Without this, esbuild would choose files written for bundlers, which Node may not be able to read.
    conditions: [],
    sourcemap: 'external',
    sourcesContent: false,
    charset: 'utf8',
    logLevel: 'silent',
    define: { ...FILE_CONSTANTS },
    loader: { '.sql': 'text', '.txt': 'text', '.md': 'text', '.graphql': 'text', '.css': 'empty' },
    banner: { js: banner(options.entry) },
  };
}

function banner(entry: string): string {
  return [
    "import { createRequire as __mooseMigrateRequire } from 'node:module';",
    `const require = __mooseMigrateRequire(${JSON.stringify(pathToFileURL(entry).href)});`,
    `const ${HOOKS} = globalThis[Symbol.for(${JSON.stringify(HOOKS_KEY)})];`,
    `const ${SITE_FUNCTION} = ${HOOKS}.site;`,
  ].join(' ');
}

const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'jsx',
  '.mjs': 'jsx',
  '.cjs': 'jsx',
  '.jsx': 'jsx',
};

/** Puts our calls into the user's files as esbuild reads them. */
function sourcePlugin(
  sites: ReadonlyMap<string, readonly CallSite[]>,
  edits: Record<string, readonly Insertion[]>,
): Plugin {
  return {
    name: 'moose-migrate-sources',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const own = sites.get(path) ?? [];
        if (!sitesFit(text, own))
          return { errors: [{ text: `${path} was changed while it was read; run the command again` }] };
        const edited = editSource(path, text, own);
        if (edited.insertions.length > 0) edits[path] = edited.insertions;
        return { contents: edited.text, loader: LOADERS[extname(path)] ?? 'ts' };
      });
    },
  };
}

function readResult(
  options: BundleOptions,
  result: BuildOutcome,
  edits: Bundle['edits'],
  missing: readonly MissingImport[],
): Bundle {
  const text = (suffix: string): string =>
    result.outputFiles?.find((file) => file.path.endsWith(suffix))?.text ?? '';
  const files = Object.keys(result.metafile?.inputs ?? {}).filter(
    (input) => !input.startsWith('moose-migrate-'),
  );
  return {
    code: text('.mjs'),
    map: text('.mjs.map'),
    files: files.map((file) => resolve(options.projectDir, file)),
    edits,
    missing,
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function unknownSdkName(error: Message): string | null {
  return /^No matching export in "moose-migrate-sdk:sdk" for import "(\w+)"/.exec(error.text)?.[1] ?? null;
}

function messageProblem(error: Message, projectDir: string): Problem {
  const { location, text } = error;
  if (location === null) return problem('PROJECT_FAILED', text);
  const file = resolve(projectDir, location.file);
  // esbuild counts columns from 0, in bytes.
  const column = Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1;
  return problem('PROJECT_FAILED', text, {
    position: { file: relative(projectDir, file), line: location.line, column },
    frame: codeFrame(readFileSync(file, 'utf8'), location.line, column, Math.max(location.length, 1)),
  });
}
