import type { ClickHouse } from './connection.ts';
import { serverErrorOf } from './server-error.ts';

/**
 * What became of a statement whose reply nobody has. `partly`: it failed after it had written rows, which the server does not
 * take back; `never-begun`: it is certain that the server never started it; `unknown`: the server cannot tell.
 */
export type Fate = 'done' | 'failed' | 'partly' | 'running' | 'never-begun' | 'unknown';

/** True while a statement with one of these ids runs; null where the user may not see it. */
export async function isRunning(
  clickhouse: ClickHouse,
  queryIds: readonly string[],
): Promise<boolean | null> {
  try {
    const rows = await clickhouse.query<{ readonly query_id: string }>(
      'SELECT query_id FROM system.processes WHERE query_id IN {ids:Array(String)}',
      { ids: [...queryIds] },
    );
    return rows.length > 0;
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}

interface Traces {
  readonly types: readonly string[];
  /** By the statement before it failed. Rows of the block that failed are counted too. */
  readonly written: number;
  /** INSERTs into the journal at the moment when the statement was written down. */
  readonly journaled: number;
  readonly isAlone: number;
  readonly uptime: number;
  readonly age: number;
}

const TRACES = `
SELECT groupArrayIf(toString(type), query_id = {id:String}) AS types,
  toFloat64(sumIf(written_rows, query_id = {id:String} AND type = 'ExceptionWhileProcessing')) AS written,
  toFloat64(countIf(type = 'QueryStart' AND query_kind = 'Insert' AND has(tables, {journal:String})
    AND abs(dateDiff('second', event_time, parseDateTimeBestEffortOrZero({sentAt:String}, 'UTC'))) <= 5)) AS journaled,
  toFloat64((SELECT engine FROM system.databases WHERE name = currentDatabase()) IN ('Atomic', 'Ordinary')) AS isAlone,
  toFloat64(uptime()) AS uptime, toFloat64(dateDiff('second', parseDateTimeBestEffortOrZero({sentAt:String}, 'UTC'), now('UTC'))) AS age
FROM system.query_log
WHERE event_date >= toDate(parseDateTimeBestEffortOrZero({sentAt:String}, 'UTC')) - 1`;

/**
 * Asks the server's log. A statement that has left no line there was never begun, provided that the log works: the INSERT
 * which wrote it into the journal must be in it, the server must not have been restarted since, and be the only one.
 *
 * @param sentAt when it was written into the journal, in UTC by the server's clock
 */
export async function statementFate(clickhouse: ClickHouse, queryId: string, sentAt: string): Promise<Fate> {
  if ((await isRunning(clickhouse, [queryId])) === true) return 'running';
  try {
    // Lines reach the log some seconds late.
    await clickhouse.execute('SYSTEM FLUSH LOGS');
    const journal = `${clickhouse.target.database}._moose_migrate_journal`;
    const [traces] = await clickhouse.query<Traces>(TRACES, { id: queryId, journal, sentAt });
    return traces === undefined ? 'unknown' : fateOf(traces);
  } catch (error) {
    // No log, or no right to read it.
    if (serverErrorOf(error) === null) throw error;
    return 'unknown';
  }
}

function fateOf({ types, written, journaled, isAlone, uptime, age }: Traces): Fate {
  if (types.includes('QueryFinish')) return 'done';
  if (types.some((type) => type.startsWith('Exception'))) return written > 0 ? 'partly' : 'failed';
  const isLogged = journaled > 0 && isAlone > 0 && uptime > age;
  return types.length === 0 && isLogged ? 'never-begun' : 'unknown';
}

/** How often the server has run a statement to its end, by its log; null where it cannot tell. */
export async function timesRun(clickhouse: ClickHouse, queryId: string): Promise<number | null> {
  try {
    await clickhouse.execute('SYSTEM FLUSH LOGS');
    const [row] = await clickhouse.query<{ readonly times: number }>(
      "SELECT toFloat64(count()) AS times FROM system.query_log WHERE query_id = {id:String} AND type = 'QueryFinish' AND event_date >= today() - 30",
      { id: queryId },
    );
    return row?.times ?? null;
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}
