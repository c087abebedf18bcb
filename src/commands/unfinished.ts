import { AppError } from '../errors.ts';
import type { JournaledMigration } from '../model/journal.ts';
import { TOOL_VERSION } from '../version.ts';

/**
 * Throws MIGRATION_UNFINISHED when a migration other than this one stopped halfway on the target.
 *
 * @param newest what the target's journal knows last
 * @param migration the hash of the operations that are not in the way
 * @param so what cannot be done for that reason, in a few words
 */
export function requireNoUnfinished(newest: JournaledMigration | null, migration: string, so: string): void {
  if (newest === null || !newest.isOpen || newest.migration === migration) return;
  const { tool = '', actor = '' } = newest.entries.at(-1) ?? {};
  // Another version may read the same plan file as other operations.
  const version =
    tool === '' || tool === TOOL_VERSION
      ? ''
      : ` (it is of moose-migrate ${tool}, this is ${TOOL_VERSION}: where the plan is the same, finish it with that version)`;
  throw new AppError(
    'MIGRATION_UNFINISHED',
    `Another migration stopped halfway on this target (${actor}); ${so}.`,
    {
      hint: `\`migrate status\` shows it; \`migrate resume\` finishes it with the plan it was begun with, \`migrate abandon\` gives it up${version}`,
    },
  );
}
