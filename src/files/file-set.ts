import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../errors.ts';

export interface NewFile {
  /** Name inside the directory, or a path with forward slashes: folders that are missing are made. */
  readonly name: string;
  readonly text: string;
}

interface StagedFile {
  readonly path: string;
  readonly temporary: string;
  /** The bytes that stood there before, null for none. */
  readonly before: Buffer | null;
}

/**
 * Writes files that belong together: all of them, or none. Each is first written in full beside its place and flushed to the
 * disk; only then are they renamed, in the order given. A rename that fails brings back what stood there before. The directory
 * is made when it is missing.
 *
 * @throws AppError FILE_UNWRITABLE; nothing has changed then.
 */
export async function writeFileSet(dir: string, files: readonly NewFile[]): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    await mkdir(dir, { recursive: true });
    for (const file of files) await mkdir(dirname(join(dir, file.name)), { recursive: true });
    for (const file of files) await refuseOddPlace(join(dir, file.name), file.name);
    for (const file of files) staged.push(await stage(dir, file));
    await renameAll(staged);
    for (const folder of new Set(staged.map(({ path }) => dirname(path)))) await flushDirectory(folder);
  } catch (error) {
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
    throw explain(error, dir);
  }
}

/** A rename would replace a link by a file, and cannot replace a directory. */
async function refuseOddPlace(path: string, name: string): Promise<void> {
  const stats = await lstat(path).catch(nullWhenMissing);
  if (stats === null || stats.isFile()) return;
  const what = stats.isSymbolicLink()
    ? 'a symbolic link'
    : stats.isDirectory()
      ? 'a directory'
      : 'not a regular file';
  throw new AppError('FILE_UNWRITABLE', `${name} is ${what}, so it cannot be replaced`, {
    hint: 'remove it or move it away',
  });
}

async function stage(dir: string, { name, text }: NewFile): Promise<StagedFile> {
  const path = join(dir, name);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  const before = await readFile(path).catch(nullWhenMissing);
  const mode = (await lstat(path).catch(nullWhenMissing))?.mode;
  try {
    await writeFlushed(temporary, text, mode);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { path, temporary, before };
}

async function writeFlushed(path: string, content: string | Buffer, mode: number | undefined): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function renameAll(staged: readonly StagedFile[]): Promise<void> {
  const done: StagedFile[] = [];
  try {
    for (const file of staged) {
      await rename(file.temporary, file.path);
      done.push(file);
    }
  } catch (error) {
    for (const file of done) await putBack(file);
    throw error;
  }
}

async function putBack({ path, temporary, before }: StagedFile): Promise<void> {
  if (before === null) return rm(path, { force: true });
  await writeFlushed(temporary, before, undefined);
  await rename(temporary, path);
}

/** Without it a power cut may forget the renames. Some file systems cannot: then there is nothing to do. */
async function flushDirectory(dir: string): Promise<void> {
  try {
    const handle = await open(dir, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}

function nullWhenMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'it is not a directory',
  EEXIST: 'it is not a directory',
};

function explain(error: unknown, dir: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : error.name;
  return new AppError('FILE_UNWRITABLE', `${basename(dir)}/ was left as it was: ${REASONS[code] ?? code}`, {
    cause: error,
  });
}
