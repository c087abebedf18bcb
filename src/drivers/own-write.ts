import { AppError } from '../errors.ts';

/**
 * How the tool writes its own rows: they must be there when the INSERT returns (a profile may buffer them), and rows that
 * look like earlier ones are meant.
 */
export const OWN_WRITE = { async_insert: 0, insert_deduplicate: 0 } as const;

/** Writes a file of our own. @throws AppError FILE_UNWRITABLE, such as on a full disk */
export async function writingFile(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('FILE_UNWRITABLE', `${file} cannot be written: ${why}`, {
      cause,
      hint: 'Make room, or give the right to write there; then: migrate resume',
    });
  }
}
