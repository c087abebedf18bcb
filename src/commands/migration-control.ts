import { writeEvent } from '../apply/session.ts';
import type { LockHolder, MigrationLock } from '../drivers/migration-lock.ts';
import { withTarget } from '../drivers/open-target.ts';
import { isProcessGone } from '../drivers/own-process.ts';
import { AppError } from '../errors.ts';
import type { JournalEntry, JournalEvent, JournaledMigration } from '../model/journal.ts';
import { describeTarget } from '../model/target.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { endAbandonedMoves } from './abandon-moves.ts';
import { currentActor } from './apply.ts';
import { openProject } from './project.ts';
import { openStores, type Stores } from './stores.ts';
import { type SurveyOptions, targetOf } from './survey.ts';
import type { Talk } from './talk.ts';

/** One step of a migration and the newest that is known of it. */
export interface StepStanding {
  readonly operations: readonly string[];
  readonly state: JournalEvent;
  readonly detail: string;
}

/** Where a target stands: its newest migration, and who is at work. */
export interface Status {
  /** The target, without credentials. */
  readonly target: string;
  /** Null where nothing was ever migrated. */
  readonly migration: JournaledMigration | null;
  readonly steps: readonly StepStanding[];
  readonly lock: LockHolder | null;
}

interface Opened extends Stores {
  readonly target: string;
  readonly config: ProjectConfig;
}

/** Nothing is tried twice: the person at the terminal can do that. */
const AT_ONCE = { seconds: 0, sleep: () => Promise.resolve(), random: () => 0, isOver: () => true };

async function opened<T>(
  options: SurveyOptions,
  talk: Talk,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { config } = await openProject(options, talk);
  const target = targetOf(config, options.clickhouseUrl, talk);
  return withTarget(target, [target.database], (clickhouse) =>
    use({ ...openStores(config, clickhouse), target: describeTarget(target), config }),
  );
}

/** Who is at work. A process of this machine that has ended is not, though its lock has not run out. */
async function livingHolder(lock: MigrationLock): Promise<LockHolder | null> {
  const holders = await lock.holders();
  return holders.find(({ process }) => !isProcessGone(process)) ?? null;
}

function stepsOf(migration: JournaledMigration | null): readonly StepStanding[] {
  const steps = new Map<string, StepStanding>();
  for (const { event, operations, detail } of migration?.entries ?? []) {
    if (event.startsWith('step-'))
      steps.set(JSON.stringify(operations), { operations, state: event, detail });
  }
  return [...steps.values()];
}

/** Tells where the newest migration of a target stands. Changes nothing. */
export async function status(options: SurveyOptions, talk: Talk): Promise<Status> {
  return opened(options, talk, async ({ journal, lock, target }) => {
    const [migration, holder] = await Promise.all([journal.newest(), livingHolder(lock)]);
    return { target, migration, steps: stepsOf(migration), lock: holder };
  });
}

/** What was written down last for a target, oldest first: so many entries, of all its migrations. */
export async function migrationLog(
  options: SurveyOptions,
  limit: number,
  talk: Talk,
): Promise<readonly JournalEntry[]> {
  return opened(options, talk, ({ journal }) => journal.history(limit));
}

/**
 * Gives up a migration that stopped halfway: what ran stays, and another plan may start. Moves of replicas go on without us; the
 * limits of those that have ended are taken off. Throws when there is none.
 */
export async function abandon(options: SurveyOptions, talk: Talk): Promise<JournaledMigration> {
  return opened(options, talk, async (stores) => {
    const migration = await abandonIn(stores);
    await endAbandonedMoves(migration, stores.config, options.kafkaBrokers, talk);
    return migration;
  });
}

/** The same in stores that are open. */
export async function abandonIn({ journal, lock }: Stores): Promise<JournaledMigration> {
  const migration = await journal.newest();
  if (migration === null || !migration.isOpen)
    throw new AppError('MIGRATION_UNKNOWN', 'No migration is open on this target.');
  const holder = await livingHolder(lock);
  if (holder !== null) {
    throw new AppError('LOCK_HELD', `The migration is running: ${holder.actor}, since ${holder.since} UTC.`, {
      hint: `Stop it first; if it is dead: migrate unlock ${holder.token}`,
    });
  }
  const { migration: name } = migration;
  const own = { store: journal, migration: name, actor: currentActor(), fence: null, patience: AT_ONCE };
  await writeEvent(own, 'abandoned');
  return migration;
}

/** Frees a dead lock by its ID. Throws LOCK_UNKNOWN when nobody holds it. */
export async function unlock(token: string, options: SurveyOptions, talk: Talk): Promise<void> {
  await opened(options, talk, async ({ lock }) => {
    if (await lock.free(token, currentActor())) return;
    const [holder] = await lock.holders();
    throw new AppError('LOCK_UNKNOWN', `Nobody holds the lock ${token}.`, {
      hint: holder === undefined ? 'The lock is free' : `It is held as ${holder.token} by ${holder.actor}`,
    });
  });
}
