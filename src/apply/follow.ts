import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { type Mutation, unfinishedMutations } from '../drivers/clickhouse/mutations.ts';
import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { addressOf } from '../model/address.ts';
import type { MutationProgress } from './report.ts';

/** A table, by its two names. */
export interface TableName {
  readonly database: string;
  readonly name: string;
}

/** Turns what is left into how far it is. */
export interface ProgressMeter {
  measure(table: TableName, mutation: Mutation): MutationProgress;
}

/** A meter knows how much there was at first; `clock` counts milliseconds from any fixed moment. */
export function progressMeter(clock: () => number): ProgressMeter {
  const first = new Map<string, { readonly at: number; parts: number; rows: number }>();
  return {
    measure(table, { id, command, partsLeft, rowsLeft, failReason }) {
      const address = addressOf(table.database, table.name);
      const key = `${address} ${id}`;
      const start = first.get(key) ?? { at: clock(), parts: partsLeft, rows: rowsLeft };
      // Merges and inserts go on meanwhile: there may be more than at first.
      const total = { parts: Math.max(start.parts, partsLeft), rows: Math.max(start.rows, rowsLeft) };
      first.set(key, { at: start.at, ...total });
      const done = { parts: total.parts - partsLeft, rows: total.rows - rowsLeft };
      const seconds = (clock() - start.at) / 1000;
      return {
        table: address,
        id,
        command,
        parts: { done: done.parts, total: total.parts },
        rows: { done: done.rows, total: total.rows },
        secondsLeft: done.rows > 0 ? Math.ceil((seconds * rowsLeft) / done.rows) : null,
        failReason: failReason === '' ? null : failReason,
      };
    },
  };
}

/** What following needs. */
export interface Following {
  readonly clickhouse: ClickHouse;
  readonly tables: readonly TableName[];
  readonly clock: () => number;
  readonly tell: (progress: MutationProgress) => void;
}

const INTERVAL_MS = 500;

/** Tells how far the mutations of some tables are, until stopped: a courtesy, whose failures are of no weight. */
export function followMutations({ clickhouse, tables, clock, tell }: Following): { stop(): void } {
  const meter = progressMeter(clock);
  let isStopped = false;
  let isAsking = false;
  const look = async (): Promise<void> => {
    for (const table of tables) {
      const [mutation] = await unfinishedMutations(clickhouse, table.database, table.name);
      if (mutation !== undefined && !isStopped) tell(meter.measure(table, mutation));
    }
  };
  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    look()
      .catch(() => undefined)
      .finally(() => {
        isAsking = false;
      });
  }, INTERVAL_MS);
  timer.unref();
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

/** A mutation that fails again and again, and the table it holds up. */
export interface StuckMutation {
  readonly table: TableName;
  readonly id: string;
  readonly command: string;
  readonly reason: string;
}

/** What waiting for the end of mutations needs. */
export interface Waiting extends Following {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly mayNotContinue: () => string | null;
}

/** How often in a row a failure must be seen: the server may just be short of memory. */
const SEEN_TWICE = 2;

async function firstUnfinished(
  clickhouse: ClickHouse,
  tables: readonly TableName[],
): Promise<{ readonly table: TableName; readonly mutation: Mutation } | null> {
  for (const table of tables) {
    const [mutation] = await unfinishedMutations(clickhouse, table.database, table.name);
    if (mutation !== undefined) return { table, mutation };
  }
  return null;
}

/**
 * Waits until no mutation is left on some tables. Answers the first one that keeps failing, or that is still there when
 * nothing more may be done; null when all have ended, and where the user may not see them.
 */
export async function mutationsEnded(waiting: Waiting): Promise<StuckMutation | 'interrupted' | null> {
  const { clickhouse, tables, sleep, tell, mayNotContinue, clock } = waiting;
  const meter = progressMeter(clock);
  const failures = new Map<string, number>();
  try {
    for (;;) {
      const found = await firstUnfinished(clickhouse, tables);
      if (found === null) return null;
      const { table, mutation } = found;
      tell(meter.measure(table, mutation));
      const seen = mutation.failReason === '' ? 0 : (failures.get(mutation.id) ?? 0) + 1;
      failures.set(mutation.id, seen);
      const { id, command, failReason: reason } = mutation;
      if (seen >= SEEN_TWICE) return { table, id, command, reason };
      if (mayNotContinue() !== null) return 'interrupted';
      await sleep(INTERVAL_MS);
    }
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}
