import { quoteName, quoteString } from '../model/tokens.ts';
import type { ClickHouse } from './clickhouse/connection.ts';
import { serverErrorOf } from './clickhouse/server-error.ts';

/** Somebody who holds the lock, or tries to. */
export interface LockHolder {
  readonly token: string;
  /** `ann@build-7`. */
  readonly actor: string;
  /** UTC, by the server's clock. */
  readonly since: string;
  readonly expiresAt: string;
}

/** A lock in our hands. */
export interface HeldLock {
  readonly token: string;
  /** Puts the end off; false when the lock is lost, after which nothing more may be sent. */
  renew(): Promise<boolean>;
  /** Gives back our own claim, nobody else's. */
  release(): Promise<void>;
}

export type LockAttempt =
  | { readonly is: 'held'; readonly lock: HeldLock }
  | { readonly is: 'taken'; readonly by: readonly LockHolder[] };

/** A claim that is not renewed for so long is dead. */
const LIFE_SECONDS = 60;
const UNKNOWN_TABLE = 60;

function tableOf(clickhouse: ClickHouse): string {
  return `${quoteName(clickhouse.target.database)}.${quoteName('_moose_migrate_lock')}`;
}

/** The claims that are alive, oldest first; empty where there is no table yet. */
export async function lockHolders(clickhouse: ClickHouse): Promise<readonly LockHolder[]> {
  const sql = `SELECT token, any(actor) AS actor, toString(min(at)) AS since, toString(max(expires_at)) AS expiresAt FROM ${tableOf(clickhouse)} GROUP BY token HAVING countIf(event = 'release') = 0 AND max(expires_at) > now64(6, 'UTC') ORDER BY since, token`;
  try {
    return await clickhouse.query<LockHolder>(sql);
  } catch (error) {
    if (serverErrorOf(error)?.code === UNKNOWN_TABLE) return [];
    throw error;
  }
}

async function write(
  clickhouse: ClickHouse,
  token: string,
  event: 'claim' | 'renew' | 'release',
  actor: string,
): Promise<void> {
  await clickhouse.execute(
    `INSERT INTO ${tableOf(clickhouse)} (token, event, actor, expires_at) SELECT ${quoteString(token)}, ${quoteString(event)}, ${quoteString(actor)}, now64(6, 'UTC') + INTERVAL ${LIFE_SECONDS} SECOND`,
  );
}

function held(clickhouse: ClickHouse, token: string, actor: string): HeldLock {
  return {
    token,
    async renew() {
      const holders = await lockHolders(clickhouse);
      // Asked before it is put off: an expired claim must not come back to life beside somebody else's.
      if (!holders.some((holder) => holder.token === token)) return false;
      await write(clickhouse, token, 'renew', actor);
      return true;
    },
    release: () => write(clickhouse, token, 'release', actor),
  };
}

/**
 * One attempt at the lock, safe on a plain MergeTree table: first a claim is written, then all claims are read, and only
 * who then sees no other has the lock. Of two who claim at the same time at least one reads after both claims are there,
 * so never both have it; both may have to give up and try again.
 *
 * @param token unique to this process; also the ID for `unlock`
 */
export async function tryLock(clickhouse: ClickHouse, token: string, actor: string): Promise<LockAttempt> {
  await clickhouse.execute(
    `CREATE TABLE IF NOT EXISTS ${tableOf(clickhouse)} (token String, event LowCardinality(String), actor String, at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'), expires_at DateTime64(6, 'UTC')) ENGINE = MergeTree ORDER BY (token, at) TTL toDateTime(at) + INTERVAL 7 DAY COMMENT 'Written by moose-migrate: who is migrating'`,
  );
  const before = await lockHolders(clickhouse);
  if (before.length > 0) return { is: 'taken', by: before };
  await write(clickhouse, token, 'claim', actor);
  const others = (await lockHolders(clickhouse)).filter((holder) => holder.token !== token);
  if (others.length === 0) return { is: 'held', lock: held(clickhouse, token, actor) };
  await write(clickhouse, token, 'release', actor);
  return { is: 'taken', by: others };
}

/** Frees the lock of somebody who is gone. False when nobody holds it under this token. */
export async function forceUnlock(clickhouse: ClickHouse, token: string, actor: string): Promise<boolean> {
  const holders = await lockHolders(clickhouse);
  if (!holders.some((holder) => holder.token === token)) return false;
  await write(clickhouse, token, 'release', actor);
  return true;
}
