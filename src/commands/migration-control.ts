import { writeEvent } from '../apply/session.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import type { JournalStore } from '../drivers/journal-store.ts';
import { forceUnlock, type LockHolder, lockHolders } from '../drivers/migration-lock.ts';
import { withTarget } from '../drivers/open-target.ts';
import { AppError } from '../errors.ts';
import {
  type JournalEntry,
  type JournalEvent,
  type JournaledMigration,
  newestMigration,
} from '../model/journal.ts';
import { describeTarget } from '../model/target.ts';
import { currentActor } from './apply.ts';
import { openProject } from './project.ts';
import { journalOf } from './stores.ts';
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

interface Opened {
  readonly clickhouse: ClickHouse;
  readonly journal: JournalStore;
  readonly target: string;
}

async function opened<T>(
  options: SurveyOptions,
  talk: Talk,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { config } = await openProject(options, talk);
  const target = targetOf(config, options.clickhouseUrl, talk);
  return withTarget(target, [target.database], (clickhouse) =>
    use({ clickhouse, journal: journalOf(config, clickhouse), target: describeTarget(target) }),
  );
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
  return opened(options, talk, async ({ clickhouse, journal, target }) => {
    const [entries, holders] = await Promise.all([journal.read(), lockHolders(clickhouse)]);
    const migration = newestMigration(entries);
    return { target, migration, steps: stepsOf(migration), lock: holders[0] ?? null };
  });
}

/** Everything that was ever written down for a target, oldest first. */
export async function migrationLog(options: SurveyOptions, talk: Talk): Promise<readonly JournalEntry[]> {
  return opened(options, talk, ({ journal }) => journal.read());
}

/** Gives up a migration that stopped halfway: what ran stays, and another plan may start. Throws when there is none. */
export async function abandon(options: SurveyOptions, talk: Talk): Promise<JournaledMigration> {
  return opened(options, talk, async ({ clickhouse, journal }) => {
    const migration = newestMigration(await journal.read());
    if (migration === null || !migration.isOpen)
      throw new AppError('MIGRATION_UNKNOWN', 'No migration is open on this target.');
    const [holder] = await lockHolders(clickhouse);
    if (holder !== undefined) {
      throw new AppError(
        'LOCK_HELD',
        `The migration is running: ${holder.actor}, since ${holder.since} UTC.`,
        { hint: `Stop it first; if it is dead: migrate unlock ${holder.token}` },
      );
    }
    await writeEvent({ store: journal, migration: migration.migration, actor: currentActor() }, 'abandoned');
    return migration;
  });
}

/** Frees a dead lock by its ID. Throws LOCK_UNKNOWN when nobody holds it. */
export async function unlock(token: string, options: SurveyOptions, talk: Talk): Promise<void> {
  await opened(options, talk, async ({ clickhouse }) => {
    if (await forceUnlock(clickhouse, token, currentActor())) return;
    const [holder] = await lockHolders(clickhouse);
    throw new AppError('LOCK_UNKNOWN', `Nobody holds the lock ${token}.`, {
      hint: holder === undefined ? 'The lock is free' : `It is held as ${holder.token} by ${holder.actor}`,
    });
  });
}
