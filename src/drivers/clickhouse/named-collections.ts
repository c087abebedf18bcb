import type { ClickHouse } from './connection.ts';
import { serverErrorOf } from './server-error.ts';

/** What shows that a user sees every named collection there is. */
const SEES_ALL =
  /\b(SHOW NAMED COLLECTIONS|NAMED COLLECTION ADMIN|NAMED COLLECTION CONTROL)\b.* ON \*|\bALL ON \*\.\*/;

/**
 * The names of the server's named collections, never their values; null where this user may not see them, so that nobody can
 * tell whether one is there. Source: https://clickhouse.com/docs/operations/system-tables/named_collections
 */
export async function collectionNames(clickhouse: ClickHouse): Promise<ReadonlySet<string> | null> {
  try {
    const rows = await clickhouse.query<{ readonly name: string }>(
      'SELECT name FROM system.named_collections',
    );
    // Without the right the table is not refused: it is empty.
    if (rows.length > 0 || (await seesAll(clickhouse))) return new Set(rows.map(({ name }) => name));
    return null;
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}

async function seesAll(clickhouse: ClickHouse): Promise<boolean> {
  const grants = await clickhouse.query<Readonly<Record<string, string>>>('SHOW GRANTS');
  return grants.some((grant) => Object.values(grant).some((text) => SEES_ALL.test(text)));
}
