import { AppError } from '../errors.ts';
import type { JournaledMigration } from '../model/journal.ts';

/**
 * Throws MIGRATION_UNFINISHED when a migration other than this one stopped halfway on the target.
 *
 * @param newest what the target's journal knows last
 * @param migration the hash of the operations that are not in the way
 * @param so what cannot be done for that reason, in a few words
 */
export function requireNoUnfinished(newest: JournaledMigration | null, migration: string, so: string): void {
  if (newest === null || !newest.isOpen || newest.migration === migration) return;
  throw new AppError('MIGRATION_UNFINISHED', `Another migration stopped halfway on this target; ${so}.`, {
    hint: '`migrate status` shows it; `migrate resume` finishes it with the plan it was begun with, `migrate abandon` gives it up',
  });
}
