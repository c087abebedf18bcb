import { writeEvent } from '../apply/session.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { type FailingMutation, failingMutations } from '../drivers/clickhouse/mutations.ts';
import { isRunning } from '../drivers/clickhouse/statement-fate.ts';
import type { LockHolder } from '../drivers/migration-lock.ts';
import { withTarget } from '../drivers/open-target.ts';
import { AppError } from '../errors.ts';
import { addressOf } from '../model/address.ts';
import {
  isAbout,
  type JournalEntry,
  type JournalEvent,
  type JournaledMigration,
  openSending,
  partsOf,
} from '../model/journal.ts';
import { describeTarget, type Target } from '../model/target.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { endAbandonedMoves } from './abandon-moves.ts';
import { currentActor } from './apply.ts';
import { databasesOf } from './compare.ts';
import { failingNote } from './failing-mutations.ts';
import { giveUpSql } from './give-up-sql.ts';
import { openProject } from './project.ts';
import { openStores, type Stores } from './stores.ts';
import { type SurveyOptions, targetOf } from './survey.ts';
import type { Talk } from './talk.ts';
import { livingHolder } from './unfinished.ts';

/** One step of a migration and the newest that is known of it. */
export interface StepStanding {
  readonly operations: readonly string[];
  readonly state: JournalEvent;
  /** As they were sent, secrets as placeholders. */
  readonly statements: readonly string[];
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
  /** Whether what was sent last runs on the server at this moment; null where the user may not see it. */
  readonly isRunning: boolean | null;
}

interface Opened extends Stores {
  readonly target: string;
  readonly database: string;
  readonly config: ProjectConfig;
  readonly clickhouse: ClickHouse;
}

/** Nothing is tried twice: the person at the terminal can do that. */
const AT_ONCE = { seconds: 0, sleep: () => Promise.resolve(), random: () => 0, isOver: () => true };

async function opened<T>(
  options: SurveyOptions,
  talk: Talk,
  use: (opened: Opened) => Promise<T>,
  check: (target: Target) => void = () => undefined,
): Promise<T> {
  const { config } = await openProject(options, talk);
  const target = targetOf(config, options.clickhouseUrl, talk);
  check(target);
  return withTarget(target, [target.database], (clickhouse) =>
    use({
      ...openStores(config, clickhouse),
      target: describeTarget(target),
      database: target.database,
      config,
      clickhouse,
    }),
  );
}

function stepsOf(migration: JournaledMigration | null): readonly StepStanding[] {
  if (migration === null) return [];
  return partsOf(migration).map(({ operations, entry: { event: state, statements, detail } }) => ({
    operations,
    state,
    statements,
    detail,
  }));
}

/** A statement outlives the process that has sent it. */
async function stillRuns(
  clickhouse: ClickHouse,
  migration: JournaledMigration | null,
): Promise<boolean | null> {
  const { queryIds = [] } = (migration?.isOpen === true ? openSending(migration) : null) ?? {};
  return queryIds.length === 0 ? false : isRunning(clickhouse, queryIds);
}

/** Tells where the newest migration of a target stands. Changes nothing. */
export async function status(options: SurveyOptions, talk: Talk): Promise<Status> {
  return opened(options, talk, async ({ journal, lock, target, clickhouse }) => {
    const [migration, holder] = await Promise.all([journal.newest(), livingHolder(lock)]);
    const isAtWork = await stillRuns(clickhouse, migration);
    return { target, migration, steps: stepsOf(migration), lock: holder, isRunning: isAtWork };
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

/** How many entries are asked for at first when there is news to look for. */
const NEWS = 50;

/** All that is newer than what is known, however much came at once, and what to know the next time. */
async function newsAfter(
  known: ReadonlySet<string>,
  limit: number,
  { journal }: Stores,
): Promise<{ readonly fresh: readonly JournalEntry[]; readonly known: ReadonlySet<string> }> {
  const keyOf = (entry: JournalEntry): string => JSON.stringify(entry);
  for (let window = known.size === 0 ? limit : NEWS; ; window *= 2) {
    const entries = await journal.history(window);
    const first = entries.findIndex((entry) => known.has(keyOf(entry)));
    if (first === -1 && known.size > 0 && entries.length === window) continue;
    const fresh = entries.slice(first + 1).filter((entry) => !known.has(keyOf(entry)));
    return { fresh, known: new Set(entries.map(keyOf)) };
  }
}

/** An embedded database lets one process in at a time: nobody else could write while it is watched. */
function requireServer(target: Target): void {
  if (target.kind === 'server') return;
  throw new AppError(
    'TARGET_INVALID',
    'The log of an embedded database cannot be followed: it lets in one process at a time.',
    {
      hint: 'moose logs, without --follow',
    },
  );
}

/**
 * Shows the log, and then what comes to it, until `pause` says that it is enough.
 * @throws AppError TARGET_INVALID for an embedded target.
 */
export async function followLog(
  options: SurveyOptions,
  limit: number,
  talk: Talk,
  show: (entries: readonly JournalEntry[]) => void,
  pause: () => Promise<boolean>,
): Promise<void> {
  const follow = async ({ config, clickhouse }: Opened): Promise<void> => {
    let known: ReadonlySet<string> = new Set();
    do {
      // Somebody may upgrade or drop the table meanwhile.
      const news = await newsAfter(known, limit, openStores(config, clickhouse));
      known = news.known;
      if (news.fresh.length > 0) show(news.fresh);
    } while (await pause());
  };
  await opened(options, talk, follow, requireServer);
}

/** What a migration that is given up leaves failing on the tables that it changed. */
async function leftFailing(
  clickhouse: ClickHouse,
  databases: readonly string[],
  migration: JournaledMigration,
): Promise<readonly FailingMutation[]> {
  const operations = partsOf(migration).flatMap((part) => part.operations);
  const failing = await failingMutations(clickhouse, databases);
  return failing.filter(({ database, table }) =>
    operations.some((operation) => isAbout(operation, addressOf(database, table))),
  );
}

/**
 * Gives up a migration that stopped halfway: what ran stays, and another plan may start. Moves of replicas go on without us; the
 * limits of those that have ended are taken off. What SQL written by hand has set up is remembered. Throws when there is none.
 */
export async function abandon(options: SurveyOptions, talk: Talk): Promise<JournaledMigration> {
  return opened(options, talk, async (from) => {
    const migration = await abandonIn(from, { ...from, brokers: options.kafkaBrokers }, talk);
    if ((await stillRuns(from.clickhouse, migration)) === true)
      talk.note('The statement that was sent last still runs on the server, and goes on to its end.');
    (await leftFailing(from.clickhouse, databasesOf(from.config, from.clickhouse.target), migration))
      .map(failingNote)
      .forEach(talk.note);
    return migration;
  });
}

/** What a migration that is given up has changed: tables, and topics. */
interface Places extends Pick<Opened, 'config' | 'clickhouse' | 'database'> {
  /** `--kafka-brokers`; null takes those of the configuration. */
  readonly brokers: string | null;
}

/** The same in stores that are open. */
export async function abandonIn(
  { journal, lock, state }: Stores,
  { config, clickhouse, database, brokers }: Places,
  talk: Talk,
): Promise<JournaledMigration> {
  const migration = await journal.newest();
  if (migration === null || !migration.isOpen)
    throw new AppError('MIGRATION_UNKNOWN', 'No migration is open on this target.', {
      hint: 'There is nothing to give up: `migrate status` shows what was done last',
    });
  const holder = await livingHolder(lock);
  if (holder !== null) {
    throw new AppError('LOCK_HELD', `The migration is running: ${holder.actor}, since ${holder.since} UTC.`, {
      hint: `Stop it first; if it is dead: migrate unlock ${holder.token}`,
    });
  }
  const { migration: name } = migration;
  const own = { store: journal, migration: name, actor: currentActor(), fence: null, patience: AT_ONCE };
  await giveUpSql(migration, { state, clickhouse, database, projectDir: config.projectDir }, talk);
  await writeEvent(own, 'abandoned');
  await endAbandonedMoves(migration, config, brokers, talk);
  return migration;
}

/** Frees a dead lock by its ID. Throws LOCK_UNKNOWN when nobody holds it. */
export async function unlock(token: string, options: SurveyOptions, talk: Talk): Promise<void> {
  await opened(options, talk, async ({ lock }) => {
    if (await lock.free(token, currentActor())) return;
    const [holder] = await lock.holders();
    throw new AppError('LOCK_UNKNOWN', `Nobody holds the lock ${token}.`, {
      hint: holder === undefined ? 'The lock is free.' : `It is held as ${holder.token} by ${holder.actor}.`,
    });
  });
}
