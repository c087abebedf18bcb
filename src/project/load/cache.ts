import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../errors.ts';
import type { RowSite } from '../extract/parts.ts';
import { checkManifest, type Manifest } from './inputs.ts';
import type { Insertion } from './source-edits.ts';
import type { MissingImport } from './stand-in.ts';

/** All that a run of the user's code needs and that only depends on files: never the run itself. */
export interface Prepared {
  /** Name of the bundle in the cache folder. */
  readonly bundle: string;
  readonly sites: readonly RowSite[];
  readonly warnings: readonly Problem[];
  /** Absolute paths of the files in the bundle. */
  readonly files: readonly string[];
  readonly edits: Readonly<Record<string, readonly Insertion[]>>;
  readonly missing: readonly MissingImport[];
}

interface CacheFile extends Prepared {
  readonly key: string;
  readonly manifest: Manifest;
}

const CACHE_FILE = 'loaded.json';
const STALE_AFTER_MS = 86_400_000;

/**
 * Folder for what is kept between runs: in `node_modules/.cache`, or in `.moose/cache` where there is no node_modules.
 * Where neither can be written, a new temporary folder, and nothing is kept.
 */
export function cacheFolder(projectDir: string): string {
  const modules = join(projectDir, 'node_modules');
  const folder = existsSync(modules)
    ? join(modules, '.cache', 'moose-migrate')
    : join(projectDir, '.moose', 'cache');
  try {
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch {
    const temporary = mkdtempSync(join(tmpdir(), 'moose-migrate-'));
    process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
    return temporary;
  }
}

/** What was kept, if it was made by the same tool from the same files; null for anything else, also for damage. */
export function readCache(folder: string, key: string): Prepared | null {
  const cached = parseCache(folder);
  if (cached === null || cached.key !== key || !existsSync(join(folder, cached.bundle))) return null;
  const check = checkManifest(cached.manifest);
  if (check === null) return null;
  if (check.touched) writeCacheFile(folder, { ...cached, manifest: check.manifest });
  return cached;
}

/** The first line is the hash of the second: a file that was cut or edited is not ours. */
function parseCache(folder: string): CacheFile | null {
  try {
    const text = readFileSync(join(folder, CACHE_FILE), 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    return text.slice(0, end) === sha1(body) ? (JSON.parse(body) as CacheFile) : null;
  } catch {
    return null;
  }
}

/** Writes a bundle and its source map; gives its name. Readers never see half of it. */
export function writeBundle(folder: string, code: string, map: string): string {
  const name = `bundle-${sha1(code).slice(0, 16)}.mjs`;
  writeAtomically(join(folder, `${name}.map`), map);
  writeAtomically(join(folder, name), `${code}\n//# sourceMappingURL=${name}.map\n`);
  return name;
}

/** Keeps what was prepared, and removes bundles that nobody has used for a day. */
export function writeCache(folder: string, key: string, manifest: Manifest, prepared: Prepared): void {
  writeCacheFile(folder, { key, manifest, ...prepared });
  const oldest = Date.now() - STALE_AFTER_MS;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('bundle-') || name.startsWith(prepared.bundle)) continue;
    const file = join(folder, name);
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) < oldest)
      rmSync(file, { force: true });
  }
}

function writeCacheFile(folder: string, content: CacheFile): void {
  const body = JSON.stringify(content);
  writeAtomically(join(folder, CACHE_FILE), `${sha1(body)}\n${body}`);
}

// Not synced to disk: a cache may be lost, and its hash tells.
function writeAtomically(file: string, text: string): void {
  const draft = `${file}.${process.pid}.${Date.now().toString(36)}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
