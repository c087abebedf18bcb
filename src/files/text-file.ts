import { open } from 'node:fs/promises';
import { AppError } from '../errors.ts';

/** More than any real project needs: 500 tables of 20 columns make 3 MB. */
export const LARGEST_FILE = 50 * 1024 * 1024;

/**
 * Reads a UTF-8 text file, through symbolic links. `file` names it in messages.
 *
 * @throws AppError FILE_MISSING, or FILE_INVALID for directories, devices, files over 50 MB, empty and binary ones.
 */
export async function readTextFile(path: string, file: string): Promise<string> {
  const bytes = await readBytes(path, file);
  if (bytes.length === 0)
    throw invalid(`${file} is empty`, 'it was cut off or never written: generate it again');
  if (bytes.includes(0)) throw invalid(`${file} is a binary file, not text`, null);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(`${file} is not UTF-8 text`, 'save it again as UTF-8');
  }
}

async function readBytes(path: string, file: string): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const stats = await handle.stat();
      if (stats.isDirectory())
        throw invalid(`${file} is a directory`, 'move it away and generate the file again');
      if (!stats.isFile()) throw invalid(`${file} is not a regular file`, null);
      if (stats.size > LARGEST_FILE) {
        throw invalid(
          `${file} has ${Math.ceil(stats.size / 1024 / 1024)} MB; more than 50 MB are not read`,
          null,
        );
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explain(error, file);
  }
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('FILE_MISSING', `${file} does not exist`, {
        hint: 'write it with `moose migrate generate --save`',
        cause: error,
      });
    case 'ELOOP':
      return new AppError('FILE_INVALID', `${file} is a symbolic link that leads to itself`, {
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new AppError('FILE_INVALID', `${file} may not be read by this user`, { cause: error });
    default:
      return new AppError('FILE_INVALID', `${file} cannot be read (${String(error.code)})`, { cause: error });
  }
}

function invalid(message: string, hint: string | null): AppError {
  return new AppError('FILE_INVALID', message, { hint });
}
