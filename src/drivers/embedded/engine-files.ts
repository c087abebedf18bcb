import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '../../errors.ts';

/** What is needed to run the engine, as absolute paths. */
export interface EngineFiles {
  /** The ClickHouse library of chdb's package for this platform. */
  readonly library: string;
  /** The entry file of ffi-rs, with which the library is called. */
  readonly ffi: string;
}

/** chdb's platform packages; the library is named libchdb.so in all of them, older ones for macOS say .dylib. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@chdb/lib-linux-x64-gnu',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
};
const LIBRARY_NAMES = ['libchdb.so', 'libchdb.dylib'];

/** Finds the engine next to this tool, or else in the project it runs in; null where `chdb` or `ffi-rs` is not installed. */
export function findEngineFiles(): EngineFiles | null {
  const packageName = PACKAGES[`${process.platform}-${process.arch}`];
  if (packageName === undefined) return null;
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    const library = findLibrary(from, packageName);
    const ffi = resolveFrom(from, 'ffi-rs') ?? resolveFrom(import.meta.url, 'ffi-rs');
    if (library !== null && ffi !== null) return { library, ffi };
  }
  return null;
}

/** The same, or an error that says how to get the engine. */
export function requireEngineFiles(): EngineFiles {
  const files = findEngineFiles();
  if (files !== null) return files;
  const platform = `${process.platform}-${process.arch}`;
  if (PACKAGES[platform] === undefined) {
    throw new AppError('ENGINE_MISSING', `There is no embedded ClickHouse for ${platform}.`, {
      hint: 'Name a server instead: --clickhouse-url http://user:password@host:8123/database',
    });
  }
  throw new AppError('ENGINE_MISSING', 'The embedded ClickHouse is not installed.', {
    hint: 'npm install chdb ffi-rs',
  });
}

function findLibrary(from: string, packageName: string): string | null {
  // The platform package is a dependency of chdb, not of ours: strict installers show it to chdb alone.
  const chdb = resolveFrom(from, 'chdb/package.json');
  const manifest =
    (chdb === null ? null : resolveFrom(chdb, `${packageName}/package.json`)) ??
    resolveFrom(from, `${packageName}/package.json`);
  if (manifest === null) return null;
  return LIBRARY_NAMES.map((name) => join(dirname(manifest), name)).find((path) => existsSync(path)) ?? null;
}

function resolveFrom(from: string, specifier: string): string | null {
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return null;
  }
}
