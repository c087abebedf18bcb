import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { AppError } from '../errors.ts';
import { type NewFile, writeFileSet } from '../files/file-set.ts';

const SHOWN = 5;

export interface NewFileRules {
  /** Whether files that are there may be overwritten. */
  readonly force: boolean;
  readonly hint: string;
  /** The directory as people know it; empty for where they are. */
  readonly shown: string;
}

/**
 * Writes files where none stand yet, all of them or none; with `force` also where some do.
 * @throws AppError FILE_EXISTS naming files in the way, FILE_UNWRITABLE
 */
export async function writeNewFiles(
  dir: string,
  files: readonly NewFile[],
  { force, hint, shown }: NewFileRules,
): Promise<void> {
  const inTheWay = force ? [] : files.filter(({ name }) => existsSync(join(dir, name)));
  if (inTheWay.length > 0) {
    const names = inTheWay.slice(0, SHOWN).map(({ name }) => posix.join(shown, name));
    const more = inTheWay.length > SHOWN ? ` and ${inTheWay.length - SHOWN} more` : '';
    throw new AppError(
      'FILE_EXISTS',
      `Nothing was written: ${names.join(', ')}${more} would be overwritten.`,
      { hint },
    );
  }
  await writeFileSet(dir, files);
}
