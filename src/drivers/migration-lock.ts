import { quoteString } from '../model/tokens.ts';
import type { ClickHouse } from './clickhouse/connection.ts';
import type { OwnTables } from './own-tables.ts';
import { OWN_WRITE } from './own-write.ts';

/** Somebody who holds the lock, or tries to. */
export interface LockHolder {
  readonly token: string;
  /** `ann@build-7`. */
  readonly actor: string;
  /** UTC, by the server's clock. */
  readonly since: string;
  readonly expiresAt: string;
  /** Which process it is, as it names itself; empty where it did not. */
  readonly process: string;
}

/** Who reaches for the lock. */
export interface LockClaim {
  /** Unique to this claim, which is dead for ever once it is given back; also the ID for `unlock`. */
  readonly token: string;
  readonly actor: string;
  readonly process: string;
}

/** A lock in our hands. */
export interface HeldLock {
  readonly token: string;
  /** Puts the end off; false when the lock is lost, after which nothing more may be sent. */
  renew(): Promise<boolean>;
  /** Gives back our own claim, nobody else's. */
  release(): Promise<void>;
  /**
   * The fence: a condition, as SQL, that fails with {@link LOCK_LOST} on the server unless this claim is alive there. Who was
   * asleep while the lock ran out is stopped by it, whatever he believes.
   */
  readonly fence: string;
}

export type LockAttempt =
  | { readonly is: 'held'; readonly lock: HeldLock }
  | { readonly is: 'taken'; readonly by: readonly LockHolder[] };

/** The lock of one target. */
export interface MigrationLock {
  /** The claims that are alive, oldest first; empty where there is no table yet. */
  holders(): Promise<readonly LockHolder[]>;
  /** One attempt; both of two who try at the same moment may fail, never do both succeed. */
  attempt(claim: LockClaim): Promise<LockAttempt>;
  /** Frees the lock of somebody who is gone. False when nobody holds it under this token. */
  free(token: string, actor: string): Promise<boolean>;
}

/** A claim that is not renewed for so long is dead. */
export const LOCK_LIFE_SECONDS = 60;

/** In the message of the server when the fence refuses. */
export const LOCK_LOST = 'moose-migrate lost its lock';

const TABLE = '_moose_migrate_lock';

/** Tokens that are alive: claimed, not given back, not run out. */
function aliveTokens(tables: OwnTables): string {
  return `FROM ${tables.address(TABLE)} GROUP BY token HAVING countIf(event = 'release') = 0 AND max(expires_at) > now64(6, 'UTC')`;
}

/**
 * The lock on tables that know no transaction: first a claim is written, then all claims are read, and only who then sees no
 * other has the lock. Of two who claim at the same time at least one reads after both claims are there, so never both have
 * it; both may have to give up and try again.
 */
export function migrationLock(clickhouse: ClickHouse, tables: OwnTables): MigrationLock {
  const holders = async (): Promise<readonly LockHolder[]> => {
    const version = await tables.versionOf(TABLE);
    if (version === null) return [];
    // Another server's claims must be here before they are counted.
    await tables.catchUp(TABLE);
    return clickhouse.query<LockHolder>(
      `SELECT token, any(actor) AS actor, toString(min(at)) AS since, toString(max(expires_at)) AS expiresAt, ${version === 1 ? "''" : 'max(process)'} AS process ${aliveTokens(tables)} ORDER BY since, token`,
    );
  };
  const write = async (claim: LockClaim, event: 'claim' | 'renew' | 'release'): Promise<void> => {
    const texts = [claim.token, event, claim.actor, claim.process].map(quoteString);
    await clickhouse.execute(
      `INSERT INTO ${tables.address(TABLE)} (token, event, actor, process, expires_at) SELECT ${texts.join(', ')}, now64(6, 'UTC') + INTERVAL ${LOCK_LIFE_SECONDS} SECOND`,
      { settings: OWN_WRITE },
    );
  };
  const isAlive = async (token: string): Promise<boolean> =>
    (await holders()).some((holder) => holder.token === token);
  const held = (claim: LockClaim): HeldLock => ({
    token: claim.token,
    async renew() {
      // Asked before it is put off: an expired claim must not come back to life beside somebody else's.
      if (!(await isAlive(claim.token))) return false;
      await write(claim, 'renew');
      return true;
    },
    release: () => write(claim, 'release'),
    fence: `throwIf(${quoteString(claim.token)} NOT IN (SELECT token ${aliveTokens(tables)}), ${quoteString(LOCK_LOST)}) = 0`,
  });
  return {
    holders,
    async attempt(claim) {
      await tables.prepare(TABLE);
      const before = await holders();
      if (before.length > 0) return { is: 'taken', by: before };
      try {
        await write(claim, 'claim');
        const claims = await holders();
        const others = claims.filter(({ token }) => token !== claim.token);
        if (others.length === 0 && claims.length === 1) return { is: 'held', lock: held(claim) };
        await write(claim, 'release');
        return { is: 'taken', by: others };
      } catch (error) {
        // The claim may be there though its reply was lost; left alone it would keep everybody out for a minute.
        await write(claim, 'release').catch(() => undefined);
        throw error;
      }
    },
    async free(token, actor) {
      if (!(await isAlive(token))) return false;
      await tables.prepare(TABLE);
      await write({ token, actor, process: '' }, 'release');
      return true;
    },
  };
}
