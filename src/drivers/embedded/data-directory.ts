import { existsSync, mkdirSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '../../errors.ts';

/** Folders of one run of the engine. */
export interface EngineFolders {
  readonly data: string;
  /** Configuration, readable by its owner only. */
  readonly private: string;
  /** What is removed when the engine has left. */
  readonly removed: readonly string[];
}

/** Makes the folders. A temporary data directory goes to memory where there is room. */
export function makeEngineFolders(path: string | null): EngineFolders {
  const own = mkdtempSync(join(tmpdir(), 'moose-engine-'));
  if (path === null) {
    const data = mkdtempSync(join(temporaryRoot(), 'moose-data-'));
    return { data, private: own, removed: [data, own] };
  }
  const data = resolve(path);
  try {
    mkdirSync(data, { recursive: true });
  } catch (cause) {
    throw new AppError('ENGINE_FAILED', `The data directory ${data} cannot be made.`, { cause });
  }
  return { data, private: own, removed: [own] };
}

const MEMORY_FOLDER = '/dev/shm';
/** A container gets 64 MiB unless told otherwise: too little to rehearse on. */
const ROOM_NEEDED = 512 * 1024 * 1024;

// In memory, 500 tables are made in half the time: creating a MergeTree table is mostly small files and folders.
function temporaryRoot(): string {
  try {
    if (process.platform !== 'linux' || !existsSync(MEMORY_FOLDER)) return tmpdir();
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return bavail * bsize >= ROOM_NEEDED ? MEMORY_FOLDER : tmpdir();
  } catch {
    return tmpdir();
  }
}
