import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import type { JournalStore } from '../drivers/journal-store.ts';
import { type HeldLock, lockHolders, tryLock } from '../drivers/migration-lock.ts';
import { AppError } from '../errors.ts';

/** How the lock is sought. */
export interface LockWishes {
  readonly clickhouse: ClickHouse;
  /** Unique to this process. */
  readonly token: string;
  readonly actor: string;
  /** How long to wait for somebody else. */
  readonly timeoutSeconds: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Told once, when there is somebody to wait for. */
  readonly waiting: (words: string) => void;
}

/** Even without waiting, claims made at the same moment get some tries to sort themselves out. */
const LEAST_ATTEMPTS = 8;
const PAUSE_MS = 150;

async function refuse(wishes: LockWishes): Promise<never> {
  const [holder] = await lockHolders(wishes.clickhouse);
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

/** Takes the lock, waiting as long as wished. Throws LOCK_HELD with the holder's name. */
export async function takeLock(wishes: LockWishes): Promise<HeldLock> {
  const attempts = Math.max(LEAST_ATTEMPTS, Math.ceil((wishes.timeoutSeconds * 1000) / PAUSE_MS));
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const result = await tryLock(wishes.clickhouse, wishes.token, wishes.actor);
    if (result.is === 'held') return result.lock;
    if (attempt === LEAST_ATTEMPTS)
      wishes.waiting(`Waiting for ${result.by[0]?.actor ?? 'another migration'}`);
    // Who claimed at the same time tries again at another moment.
    await wishes.sleep(PAUSE_MS * (0.5 + wishes.random()));
  }
  return refuse(wishes);
}

/** How often a held lock is put off: three times within its life. */
const RENEW_MS = 20_000;

/** A held lock that is renewed until it is let go. */
export interface KeptLock {
  /** True when somebody else may have it by now: nothing more may be sent. */
  isLost(): boolean;
  release(): Promise<void>;
}

/** Renews a lock in the background. */
export function keepLock(lock: HeldLock): KeptLock {
  let isLost = false;
  const renew = async (): Promise<void> => {
    isLost ||= !(await lock.renew().catch(() => false));
  };
  const timer = setInterval(() => void renew(), RENEW_MS);
  timer.unref();
  return {
    isLost: () => isLost,
    async release() {
      clearInterval(timer);
      // A lock that cannot be given back runs out by itself.
      await lock.release().catch(() => undefined);
    },
  };
}

/** The journal of one migration. */
export interface MigrationJournal {
  readonly store: JournalStore;
  readonly migration: string;
  readonly actor: string;
}

/** Writes an event of the migration itself. */
export function writeEvent(
  { store, migration, actor }: MigrationJournal,
  event: 'started' | 'finished' | 'stopped' | 'abandoned',
  detail = '',
): Promise<void> {
  return store.append([{ migration, event, operations: [], statements: [], queryIds: [], actor, detail }]);
}
