import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import type { JournalStore } from '../drivers/journal-store.ts';
import {
  type HeldLock,
  LOCK_LIFE_SECONDS,
  LOCK_LOST,
  type LockAttempt,
  type LockHolder,
  type MigrationLock,
} from '../drivers/migration-lock.ts';
import { AppError } from '../errors.ts';
import type { NewJournalEntry } from '../model/journal.ts';
import { type Patience, patiently } from './patience.ts';

/** How the lock is sought. */
export interface LockWishes {
  readonly lock: MigrationLock;
  readonly actor: string;
  /** Names who reaches for it, and nobody else at any time. */
  readonly process: string;
  /** A new one for each try: a claim that was given back is dead for ever. */
  readonly newToken: () => string;
  /** How long to wait for somebody else. */
  readonly timeoutSeconds: number;
  /** Milliseconds since any fixed moment; sleep counts. */
  readonly clock: () => number;
  readonly patience: Patience;
  /** Whether a process is certainly gone: its lock need not run out. */
  readonly isGone: (process: string) => boolean;
  /** Told once, when there is somebody to wait for. */
  readonly waiting: (words: string) => void;
  /** Told when a dead process's lock is freed. */
  readonly freed: (words: string) => void;
}

/** Even without waiting, claims made at the same moment get some tries to sort themselves out. */
const LEAST_ATTEMPTS = 8;
const PAUSE_MS = 150;

async function refuse({ lock, patience }: LockWishes): Promise<never> {
  const [holder] = await lock.holders();
  if (patience.isOver())
    throw new AppError(
      'LOCK_HELD',
      `Stopped while waiting for ${holder?.actor ?? 'the lock'}. Nothing was changed.`,
    );
  const who =
    holder === undefined
      ? 'others who try at the same time'
      : `${holder.actor}, since ${holder.since} UTC (lock ${holder.token})`;
  throw new AppError('LOCK_HELD', `Another migration is running: ${who}. Nothing was changed.`, {
    hint:
      holder === undefined
        ? 'Try again'
        : `Wait for it (--lock-timeout SECONDS); if it is dead: migrate unlock ${holder.token}`,
  });
}

/**
 * Frees the locks of processes that have ended without giving them back, and our own of a try whose answers were lost; true
 * when there was one.
 */
async function freeDead(wishes: LockWishes, holders: readonly LockHolder[]): Promise<boolean> {
  const isDead = ({ process }: LockHolder): boolean =>
    process !== '' && (process === wishes.process || wishes.isGone(process));
  const dead = holders.filter(isDead);
  for (const { token, actor, since, process } of dead) {
    await wishes.lock.free(token, wishes.actor);
    if (process !== wishes.process)
      wishes.freed(`The lock of ${actor} since ${since} UTC was freed: its process has ended.`);
  }
  return dead.length > 0;
}

async function attempt(wishes: LockWishes): Promise<LockAttempt | 'again'> {
  const { actor, process, lock } = wishes;
  const result = await lock.attempt({ token: wishes.newToken(), actor, process });
  return result.is === 'taken' && (await freeDead(wishes, result.by)) ? 'again' : result;
}

/** A lock just taken. */
export interface TakenLock {
  readonly lock: HeldLock;
  /** By the clock of the wishes, before the claim was sent: its life on the server begins no earlier. */
  readonly claimedAt: number;
}

/** Takes the lock, waiting as long as wished. Throws LOCK_HELD with the holder's name. */
export async function takeLock(wishes: LockWishes): Promise<TakenLock> {
  const { sleep, random, isOver } = wishes.patience;
  const attempts = Math.max(LEAST_ATTEMPTS, Math.ceil((wishes.timeoutSeconds * 1000) / PAUSE_MS));
  for (let count = 0; count < attempts && !isOver(); count += 1) {
    let claimedAt = wishes.clock();
    const result = await patiently(wishes.patience, () => {
      claimedAt = wishes.clock();
      return attempt(wishes);
    });
    if (result === 'again') continue;
    if (result.is === 'held') return { lock: result.lock, claimedAt };
    if (count === LEAST_ATTEMPTS) wishes.waiting(`Waiting for ${result.by[0]?.actor ?? 'another migration'}`);
    // Who claimed at the same time tries again at another moment.
    await sleep(PAUSE_MS * (0.5 + random()));
  }
  return refuse(wishes);
}

/** How often a held lock is put off: several times within its life. */
const RENEW_MS = 15_000;
/** Not renewed for so long, it counts as lost here, well before anybody else may take it. */
const TRUSTED_MS = (LOCK_LIFE_SECONDS - 15) * 1000;

/** A held lock that is renewed until it is let go. */
export interface KeptLock {
  /** What must be true on the server for anything that is written down. */
  readonly fence: string;
  /** True when somebody else may have it by now: nothing more may be sent. */
  isLost(): boolean;
  release(): Promise<void>;
}

/**
 * Renews a lock in the background. A renewal that hangs, an answer that was long on its way, and a machine that slept cannot
 * keep it.
 * @param clock milliseconds since any fixed moment, the one that it was taken by; sleep counts
 * @param patience with giving it back
 */
export function keepLock({ lock, claimedAt }: TakenLock, clock: () => number, patience: Patience): KeptLock {
  let isGone = false;
  let renewedAt = claimedAt;
  const isLost = (): boolean => isGone || clock() - renewedAt > TRUSTED_MS;
  const renew = async (): Promise<void> => {
    const asked = clock();
    if (isLost()) return;
    // A server that does not answer may do so the next time.
    const isHeld = await lock.renew().catch(() => null);
    if (isHeld === true) renewedAt = asked;
    if (isHeld === false) isGone = true;
  };
  const timer = setInterval(() => void renew(), RENEW_MS);
  timer.unref();
  return {
    fence: lock.fence,
    isLost,
    async release() {
      clearInterval(timer);
      // Some tries, so that the next one need not wait; a lock that cannot be given back runs out by itself.
      await patiently(patience, () => lock.release()).catch(() => undefined);
    },
  };
}

/** A clock that counts on while the machine sleeps, and that nobody can set back. */
export function wakefulClock(): () => number {
  const [date, moment] = [Date.now(), performance.now()];
  return () => Math.max(Date.now() - date, performance.now() - moment);
}

/** The journal of one migration. */
export interface MigrationJournal {
  readonly store: JournalStore;
  readonly migration: string;
  readonly actor: string;
  /** Null where nothing is locked. */
  readonly fence: string | null;
  readonly patience: Patience;
}

/** Writes entries, as long as the lock is ours. Throws LOCK_HELD when it is not. */
export async function writeEntries(
  { store, fence, patience }: MigrationJournal,
  entries: readonly NewJournalEntry[],
): Promise<void> {
  try {
    await patiently(patience, () => store.append(entries, fence));
  } catch (error) {
    if (serverErrorOf(error)?.message.includes(LOCK_LOST) !== true) throw error;
    throw new AppError('LOCK_HELD', 'The lock of this migration ran out or was freed by somebody.', {
      cause: error,
      hint: 'migrate status shows who holds it now; then migrate resume',
    });
  }
}

/** Writes an event of the migration itself. */
export function writeEvent(
  journal: MigrationJournal,
  event: 'started' | 'finished' | 'stopped' | 'abandoned',
  detail = '',
): Promise<void> {
  const { migration, actor } = journal;
  return writeEntries(journal, [
    { migration, event, operations: [], statements: [], queryIds: [], actor, detail },
  ]);
}
