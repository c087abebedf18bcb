import type { ClickHouse } from './connection.ts';
import { serverErrorOf } from './server-error.ts';

/** What a server can be asked the names of. */
const SOURCES = {
  // A CREATE TABLE takes settings of queries too, for itself.
  settings: 'SELECT name FROM system.merge_tree_settings UNION DISTINCT SELECT name FROM system.settings',
  clusters: 'SELECT DISTINCT cluster AS name FROM system.clusters',
} as const;

/**
 * The names that a server knows; null where this user may not ask.
 * Source: https://clickhouse.com/docs/operations/system-tables
 */
export async function knownNames(
  clickhouse: ClickHouse,
  of: keyof typeof SOURCES,
): Promise<ReadonlySet<string> | null> {
  try {
    const rows = await clickhouse.query<{ readonly name: string }>(SOURCES[of]);
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}
