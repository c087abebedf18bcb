import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import {
  JOURNAL_EVENTS,
  type JournalEntry,
  type JournaledMigration,
  type NewJournalEntry,
  newestMigration,
} from '../model/journal.ts';
import { quoteString } from '../model/tokens.ts';
import { TOOL_VERSION } from '../version.ts';
import type { ClickHouse } from './clickhouse/connection.ts';
import type { OwnTables } from './own-tables.ts';
import { OWN_WRITE } from './own-write.ts';

/** Where the journal of a target is kept: written before and after every step, never changed. */
export interface JournalStore {
  /** The newest migration alone, however long the history; null where nothing was ever written. */
  newest(): Promise<JournaledMigration | null>;
  /** The last entries of all migrations, oldest first. */
  history(limit: number): Promise<readonly JournalEntry[]>;
  /**
   * Writes entries in their order, all of them or none.
   * @param guard what must be true on the server for it, as SQL; null for nothing
   */
  append(entries: readonly NewJournalEntry[], guard: string | null): Promise<void>;
}

/** The shape of an entry, as it is stored. */
export const JOURNAL_ENTRY = z.object({
  migration: z.string(),
  event: z.enum(JOURNAL_EVENTS),
  at: z.string(),
  operations: z.array(z.string()),
  statements: z.array(z.string()),
  queryIds: z.array(z.string()),
  actor: z.string(),
  detail: z.string(),
  tool: z.string().default(''),
});

const TABLE = '_moose_migrate_journal';
/** No migration has so many steps that these would not reach back to its beginning. */
const NEWEST_LIMIT = 20_000;

function arrayLiteral(values: readonly string[]): string {
  return `[${values.map(quoteString).join(', ')}]`;
}

/** One row, as a SELECT can give it. */
function rowOf(entry: NewJournalEntry, sequence: number): string {
  const texts = [entry.migration, entry.event].map(quoteString);
  const lists = [entry.operations, entry.statements, entry.queryIds].map(arrayLiteral);
  const rest = [entry.actor, entry.detail, randomUUID(), TOOL_VERSION].map(quoteString);
  return `(${[sequence, ...texts, ...lists, ...rest].join(', ')})`;
}

const SHAPE =
  'sequence UInt64, migration String, event String, operations Array(String), statements Array(String), query_ids Array(String), actor String, detail String, id String, tool String';
const COLUMNS = 'sequence, migration, event, operations, statements, query_ids, actor, detail, id, tool';

async function select(
  clickhouse: ClickHouse,
  tables: OwnTables,
  where: string,
  limit: number,
): Promise<readonly JournalEntry[]> {
  const version = await tables.versionOf(TABLE);
  if (version === null) return [];
  await tables.catchUp(TABLE);
  // An INSERT whose reply was lost may have been sent twice; before version 2 nothing told such rows apart.
  const once = version === 1 ? '' : "LIMIT 1 BY if(id = '', toString((at, sequence)), id)";
  const rows = await clickhouse.query<unknown>(
    `SELECT migration, event, toString(at) AS at, operations, statements, query_ids AS queryIds, actor, detail, ${version === 1 ? "''" : 'tool'} AS tool FROM ${tables.address(TABLE)} AS journal WHERE ${where} ORDER BY journal.at DESC, sequence DESC ${once} LIMIT ${limit}`,
  );
  return z.array(JOURNAL_ENTRY).parse(rows).reverse();
}

/** A table in the target's own database. */
export function clickHouseJournal(clickhouse: ClickHouse, tables: OwnTables): JournalStore {
  // Rows of one INSERT have one time, which is later than all before: clocks are set back, and those of two replicas differ.
  let sequence = 0;
  const at = `greatest(now64(6, 'UTC'), (SELECT max(at) FROM ${tables.address(TABLE)}) + toIntervalMicrosecond(1))`;
  const last = `(SELECT migration FROM ${tables.address(TABLE)} ORDER BY at DESC, sequence DESC LIMIT 1)`;
  return {
    async newest() {
      const entries = await select(clickhouse, tables, `migration = ${last}`, NEWEST_LIMIT);
      return newestMigration(entries);
    },
    history: (limit) => select(clickhouse, tables, '1', limit),
    async append(entries, guard) {
      if (entries.length === 0) return;
      await tables.prepare(TABLE);
      const rows = entries.map((entry) => {
        sequence += 1;
        return rowOf(entry, sequence);
      });
      const where = guard === null ? '' : ` WHERE ${guard}`;
      await clickhouse.execute(
        `INSERT INTO ${tables.address(TABLE)} (at, ${COLUMNS}) SELECT ${at}, ${COLUMNS} FROM values(${[quoteString(SHAPE), ...rows].join(', ')})${where}`,
        { settings: OWN_WRITE },
      );
    },
  };
}
