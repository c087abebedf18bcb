import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { createPathsMatcher, getTsconfig, type TsConfigResult } from 'get-tsconfig';
import { AppError } from '../../errors.ts';
import type { SdkTypes } from './package-root.ts';

/** The configuration the checker is given instead of the user's: TypeScript 7 refuses much of what older projects have in theirs. */
export interface OverlayConfig {
  /** Path under which the checker finds `text`; there is no such file. */
  readonly path: string;
  readonly text: string;
  /** The user's tsconfig.json, when there is one. */
  readonly source: string | null;
  /** False when the project is not written for strict null checks, so that complaints of ours about nulls are not its own. */
  readonly isStrict: boolean;
}

export interface OverlayOptions {
  readonly entry: string;
  readonly projectDir: string;
  readonly sdk: SdkTypes;
  /** Adds the declaration files of the user's `include`, for names that are declared where nobody imports them from. */
  readonly withInclude: boolean;
}

type CompilerOptions = NonNullable<TsConfigResult['config']['compilerOptions']>;

/** Options that are the user's to say and mean the same in TypeScript 7. */
const KEPT = [
  'lib',
  'jsx',
  'jsxImportSource',
  'customConditions',
  'allowJs',
  'experimentalDecorators',
  'emitDecoratorMetadata',
  'preserveSymlinks',
  'rootDirs',
] as const satisfies readonly (keyof CompilerOptions)[];

/** Builds the overlay of a project. @throws AppError PROJECT_FAILED when its tsconfig.json cannot be read */
export function overlayConfig(options: OverlayOptions): OverlayConfig {
  const user = readUserConfig(options.entry);
  const own = user?.config.compilerOptions ?? {};
  const base = user === null ? options.projectDir : dirname(user.path);
  const compilerOptions = {
    ...Object.fromEntries(KEPT.filter((name) => own[name] !== undefined).map((name) => [name, own[name]])),
    ...(own.rootDirs === undefined ? {} : { rootDirs: own.rootDirs.map((folder) => resolve(base, folder)) }),
    target: 'esnext',
    module: 'preserve',
    strict: own.strict ?? user === null,
    // Without it `| null` vanishes from every type.
    strictNullChecks: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    types: own.types ?? [],
    ...(own.typeRoots === undefined
      ? {}
      : { typeRoots: own.typeRoots.map((folder) => resolve(base, folder)) }),
    paths: { ...userPaths(user), ...ownPaths(options) },
  };
  return {
    path: join(
      options.projectDir,
      options.withInclude ? 'tsconfig.moose-migrate.include.json' : 'tsconfig.moose-migrate.json',
    ),
    text: JSON.stringify({
      compilerOptions,
      files: [options.entry],
      ...(options.withInclude ? userDeclarations(user, base) : { include: [] }),
    }),
    source: user?.path ?? null,
    isStrict: own.strictNullChecks ?? own.strict ?? user === null,
  };
}

function readUserConfig(entry: string): TsConfigResult | null {
  try {
    return getTsconfig(entry);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('PROJECT_FAILED', `tsconfig.json cannot be read: ${reason}`, { cause });
  }
}

/** The declaration files that the user's tsconfig.json names; its other sources are no part of the project unless imported. */
function userDeclarations(
  user: TsConfigResult | null,
  base: string,
): { include: readonly string[]; exclude: readonly string[] } {
  const absolute = (pattern: string): string => (isAbsolute(pattern) ? pattern : join(base, pattern));
  const { files, include, exclude } = user?.config ?? {};
  const patterns = [...(files ?? []), ...(include ?? (files === undefined ? ['**/*'] : []))];
  return {
    include: patterns.flatMap(declarationsOf).map(absolute),
    exclude: (exclude ?? ['node_modules', 'dist', '.moose']).map(absolute),
  };
}

/** `src`, `src/**` and `src/*.ts` narrowed to the declaration files in them. */
function declarationsOf(pattern: string): readonly string[] {
  if (/\.d\.[cm]?ts$/.test(pattern)) return [pattern];
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  const folder = pattern.slice(0, pattern.length - last.length);
  if (last === '**') return [`${pattern}/*.d.ts`];
  if (last.includes('*')) return [`${folder}*.d.ts`];
  return last.includes('.') && !/^\.{1,2}$/.test(last) ? [] : [`${pattern}/**/*.d.ts`];
}

/** The user's `paths` and `baseUrl` with absolute targets: TypeScript 7 has no `baseUrl` and takes no other targets. */
function userPaths(user: TsConfigResult | null): Readonly<Record<string, readonly string[]>> {
  if (user === null) return {};
  const match = createPathsMatcher(user);
  if (match === null) return {};
  const { baseUrl, paths = {} } = user.config.compilerOptions ?? {};
  const entries = Object.keys(paths).map((pattern) => [pattern, match(pattern)] as const);
  const bare =
    baseUrl === undefined || '*' in paths
      ? []
      : [['*', [join(resolve(dirname(user.path), baseUrl), '*')]] as const];
  return Object.fromEntries([...entries, ...bare]);
}

function ownPaths({ sdk, entry }: OverlayOptions): Readonly<Record<string, readonly string[]>> {
  const library = {
    'moose-migrate': [sdk.index],
    '@514labs/moose-lib': [sdk.index],
    '@514labs/moose-lib/*': [sdk.index],
  };
  const typia = { typia: [sdk.typia], 'typia/lib/tags': [sdk.typia] };
  return isInstalled('typia', dirname(entry)) ? library : { ...library, ...typia };
}

function isInstalled(name: string, from: string): boolean {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true;
    if (folder === dirname(folder)) return false;
  }
}
