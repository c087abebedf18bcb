import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { JOURNAL_EVENTS, type JournalEntry } from '../model/journal.ts';
import { quoteName, quoteString } from '../model/tokens.ts';
import type { ClickHouse } from './clickhouse/connection.ts';
import { serverErrorOf } from './clickhouse/server-error.ts';

/** Where the journal of a target is kept: written before and after every step, never changed. */
export interface JournalStore {
  /** Every entry, oldest first; empty where nothing was ever written. */
  read(): Promise<readonly JournalEntry[]>;
  /** Writes entries in their order, all of them or none. */
  append(entries: readonly Omit<JournalEntry, 'at'>[]): Promise<void>;
}

const SHAPE = z.object({
  migration: z.string(),
  event: z.enum(JOURNAL_EVENTS),
  at: z.string(),
  operations: z.array(z.string()),
  statements: z.array(z.string()),
  queryIds: z.array(z.string()),
  actor: z.string(),
  detail: z.string(),
});

const UNKNOWN_TABLE = 60;

function arrayLiteral(values: readonly string[]): string {
  return `[${values.map(quoteString).join(', ')}]`;
}

/** A plain MergeTree table in the target's own database. */
export function clickHouseJournal(clickhouse: ClickHouse): JournalStore {
  const table = `${quoteName(clickhouse.target.database)}.${quoteName('_moose_migrate_journal')}`;
  let isMade = false;
  // Rows of one INSERT have one time; between processes the server's clock orders, and the lock keeps them apart.
  let sequence = 0;
  const make = async (): Promise<void> => {
    if (isMade) return;
    await clickhouse.execute(
      `CREATE TABLE IF NOT EXISTS ${table} (at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'), sequence UInt64, migration String, event LowCardinality(String), operations Array(String), statements Array(String), query_ids Array(String), actor String, detail String) ENGINE = MergeTree ORDER BY (at, sequence) COMMENT 'Written by moose-migrate: what it did, step by step'`,
    );
    isMade = true;
  };
  return {
    async read() {
      try {
        const rows = await clickhouse.query<unknown>(
          `SELECT migration, event, toString(at) AS at, operations, statements, query_ids AS queryIds, actor, detail FROM ${table} ORDER BY at, sequence`,
        );
        return z.array(SHAPE).parse(rows);
      } catch (error) {
        if (serverErrorOf(error)?.code === UNKNOWN_TABLE) return [];
        throw error;
      }
    },
    async append(entries) {
      if (entries.length === 0) return;
      await make();
      const rows = entries.map((entry) => {
        sequence += 1;
        const texts = [entry.migration, entry.event].map(quoteString);
        const lists = [entry.operations, entry.statements, entry.queryIds].map(arrayLiteral);
        return `(${[sequence, ...texts, ...lists, quoteString(entry.actor), quoteString(entry.detail)].join(', ')})`;
      });
      await clickhouse.execute(
        `INSERT INTO ${table} (sequence, migration, event, operations, statements, query_ids, actor, detail) VALUES ${rows.join(', ')}`,
      );
    },
  };
}

/** A file of one JSON document a line, for embedded work. */
export function fileJournal(file: string, now: () => Date): JournalStore {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      // A line cut off by a crash was never acknowledged.
      const lines = text.split('\n').slice(0, -1);
      return lines.map((line) => SHAPE.parse(JSON.parse(line)));
    },
    async append(entries) {
      await mkdir(dirname(file), { recursive: true });
      const lines = entries.map((entry) => `${JSON.stringify({ ...entry, at: now().toISOString() })}\n`);
      await appendFile(file, lines.join(''), { flush: true });
    },
  };
}
