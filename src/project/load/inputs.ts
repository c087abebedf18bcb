import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What a file was when it was read: `mtime:size`, and the hash of its text. */
export type FileStamp = readonly [stat: string, sha1: string];

/** Files a result was made from. Null for one that did not exist, so that its appearance is noticed. */
export type Manifest = Readonly<Record<string, FileStamp | null>>;

/** The state of files as they are now. */
export function takeManifest(files: Iterable<string>): Manifest {
  const manifest: Record<string, FileStamp | null> = {};
  for (const file of [...new Set(files)].sort()) {
    const stat = statText(file);
    manifest[file] = stat === null ? null : [stat, hashFile(file)];
  }
  return manifest;
}

/**
 * Whether nothing has changed since. Files are only looked at; one that was touched is read. Gives the manifest with
 * fresh times, or null when something is different.
 */
export function checkManifest(
  manifest: Manifest,
): { readonly manifest: Manifest; readonly touched: boolean } | null {
  let touched = false;
  const fresh: Record<string, FileStamp | null> = {};
  for (const [file, before] of Object.entries(manifest)) {
    const stat = statText(file);
    if (before === null || stat === null) {
      if (before !== stat) return null;
      fresh[file] = null;
      continue;
    }
    if (stat !== before[0]) {
      if (hashFile(file) !== before[1]) return null;
      touched = true;
    }
    fresh[file] = [stat, before[1]];
  }
  return { manifest: fresh, touched };
}

/** Whether a file was written after a moment, in whole milliseconds. */
export function isWrittenSince(file: string, moment: number): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Math.floor(stat.mtimeMs) > moment;
}

function statText(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.mtimeMs}:${stat.size}`;
}

function hashFile(file: string): string {
  return createHash('sha1').update(readFileSync(file)).digest('hex');
}

const PROJECT_FILES = ['package.json', 'tsconfig.json', 'jsconfig.json'];
const LOCK_FILES = [
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'pnpm-workspace.yaml',
];
const INSTALL_FILES = [
  'node_modules/.package-lock.json',
  'node_modules/.modules.yaml',
  'node_modules/.yarn-state.yml',
];

/** Files besides the sources that decide how imports resolve: configs, locks, and what installers leave behind. */
export function configInputs(projectDir: string, sources: Iterable<string>): readonly string[] {
  const inputs = new Set<string>();
  for (const name of [...PROJECT_FILES, ...LOCK_FILES, ...INSTALL_FILES]) inputs.add(join(projectDir, name));
  for (const folder of foldersAbove(projectDir)) {
    for (const name of [...LOCK_FILES, ...INSTALL_FILES, 'package.json'])
      if (existsSync(join(folder, name))) inputs.add(join(folder, name));
  }
  for (const folder of sourceFolders(sources)) {
    for (const name of PROJECT_FILES) if (existsSync(join(folder, name))) inputs.add(join(folder, name));
  }
  for (const file of [...inputs]) if (/[jt]sconfig\.json$/.test(file)) addExtended(file, inputs);
  return [...inputs];
}

function* foldersAbove(folder: string): Generator<string> {
  for (let current = folder; current !== dirname(current); current = dirname(current)) yield current;
}

function sourceFolders(sources: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const source of sources) {
    if (source.includes('/node_modules/')) continue;
    for (const folder of foldersAbove(dirname(source))) {
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

/** Adds the configs that a tsconfig extends by path; those of packages change with the lock file. */
function addExtended(file: string, inputs: Set<string>): void {
  if (!existsSync(file)) return;
  const value = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  for (const [, path] of value.matchAll(/"(\.[^"]*)"/g)) {
    const target = resolve(dirname(file), path ?? '');
    const found = [target, `${target}.json`].find(
      (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
    );
    if (found === undefined || inputs.has(found)) continue;
    inputs.add(found);
    addExtended(found, inputs);
  }
}

/** All files beneath a folder with an extension, sorted; links are followed to their real path once. */
export function listFiles(folder: string, matches: (name: string) => boolean): readonly string[] {
  if (!existsSync(folder)) return [];
  const real = realpathSync(folder);
  const files: string[] = [];
  const visit = (current: string): void => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
        visit(join(current, entry.name));
      else if (entry.isFile() && matches(entry.name)) files.push(join(current, entry.name));
    }
  };
  visit(real);
  return files.sort();
}
