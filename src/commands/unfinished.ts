import type { LockHolder, MigrationLock } from '../drivers/migration-lock.ts';
import { isProcessGone } from '../drivers/own-process.ts';
import { AppError } from '../errors.ts';
import type { JournaledMigration } from '../model/journal.ts';
import { TOOL_VERSION } from '../version.ts';
import type { Stores } from './stores.ts';

/** Who is at work. A process of this machine that has ended is not, though its lock has not run out. */
export async function livingHolder(lock: MigrationLock): Promise<LockHolder | null> {
  const holders = await lock.holders();
  return holders.find(({ process }) => !isProcessGone(process)) ?? null;
}

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

/**
 * The same for who does not hold the lock: a migration that somebody is at has not stopped, and is to be waited for.
 * @throws AppError LOCK_HELD, MIGRATION_UNFINISHED
 */
export async function requireNoneAtWork(
  { journal, lock }: Pick<Stores, 'journal' | 'lock'>,
  migration: string,
  so: string,
): Promise<void> {
  const newest = await journal.newest();
  const isInTheWay = newest?.isOpen === true && newest.migration !== migration;
  const holder = isInTheWay ? await livingHolder(lock) : null;
  if (holder !== null) {
    throw new AppError(
      'LOCK_HELD',
      `Another migration is running: ${holder.actor}, since ${holder.since} UTC (lock ${holder.token}); ${so}.`,
      { hint: `Wait for it; if it is dead: migrate unlock ${holder.token}` },
    );
  }
  requireNoUnfinished(newest, migration, so);
}
