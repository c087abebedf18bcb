import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type EngineFiles, findEngineFiles } from '../../src/drivers/embedded/engine-files.ts';

/** Releases of the engine that a server of some age is played by: the last package of each. */
const PACKAGES: Readonly<Record<string, string>> = { '26.5': '26.5.3' };

/** Half a gigabyte each, and therefore no dependency. */
const folder = process.env.ENGINE_TEST_CACHE ?? join(homedir(), '.cache', 'moose-migrate', 'engines');

/** The releases that can be had, such as `26.5`. */
export const OLDER_RELEASES: readonly string[] = Object.keys(PACKAGES);

function packageName(): string | null {
  return process.platform === 'linux' && process.arch === 'x64' ? '@chdb/lib-linux-x64-gnu' : null;
}

function libraryOf(release: string): string {
  return join(folder, release, 'libchdb.so');
}

/** An older engine that was fetched before; null where it was not, or cannot run here. */
export function fetchedEngine(release: string): EngineFiles | null {
  const installed = findEngineFiles();
  if (installed === null || packageName() === null || !existsSync(libraryOf(release))) return null;
  return { ...installed, library: libraryOf(release) };
}

/** Fetches an older engine from the registry of npm, 160 MB, unless it is there already. */
export function fetchEngine(release: string): EngineFiles {
  const [name, version] = [packageName(), PACKAGES[release]];
  if (name === null || version === undefined)
    throw new Error(`there is no engine ${release} for ${process.platform}-${process.arch}`);
  if (!existsSync(libraryOf(release))) unpack(`${name}@${version}`, release);
  const engine = fetchedEngine(release);
  if (engine === null) throw new Error('chdb and ffi-rs are not installed');
  return engine;
}

function unpack(specifier: string, release: string): void {
  const part = join(folder, `${release}.part`);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', specifier], { cwd: part, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', packed, '--strip-components=1'], { cwd: part });
  rmSync(join(part, packed));
  // In one step, so that what is there is whole.
  renameSync(part, join(folder, release));
}

/** Says that tests on an older engine are left out, in a way that nobody overlooks. */
export function warnWithoutEngine(release: string): void {
  const line = '!'.repeat(78);
  console.warn(
    `\n${line}\nClickHouse ${release} is not here: TESTS ON AN OLDER SERVER ARE SKIPPED.\nGet it with: npm run corpus -- --engine ${release}\n${line}\n`,
  );
}
