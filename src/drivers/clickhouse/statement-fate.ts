import type { ClickHouse } from './connection.ts';
import { isPassing, serverErrorOf } from './server-error.ts';

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

/** How often the log is asked for its lines while the server has too much to do. */
const FLUSHES = 3;

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
    const isFlushed = await flushLogs(clickhouse);
    const journal = `${clickhouse.target.database}._moose_migrate_journal`;
    const [traces] = await clickhouse.query<Traces>(TRACES, { id: queryId, journal, sentAt });
    return traces === undefined ? 'unknown' : fateOf(traces, isFlushed);
  } catch (error) {
    // No log, or no right to read it.
    if (serverErrorOf(error) === null) throw error;
    return 'unknown';
  }
}

function fateOf({ types, written, journaled, isAlone, uptime, age }: Traces, isFlushed: boolean): Fate {
  if (types.includes('QueryFinish')) return 'done';
  if (types.some((type) => type.startsWith('Exception'))) return written > 0 ? 'partly' : 'failed';
  const isLogged = isFlushed && journaled > 0 && isAlone > 0 && uptime > age;
  return types.length === 0 && isLogged ? 'never-begun' : 'unknown';
}

interface Runs {
  readonly begun: number;
  readonly ended: number;
  readonly failed: number;
}

const RUNS = `
SELECT toFloat64(countIf(type = 'QueryStart')) AS begun, toFloat64(countIf(type = 'QueryFinish')) AS ended,
  toFloat64(countIf(type = 'ExceptionWhileProcessing')) AS failed
FROM system.query_log WHERE query_id = {id:String} AND event_date >= today() - 30`;

/** How often the server has run a statement that did not fail, by its log; null where it cannot tell. */
export async function timesRun(clickhouse: ClickHouse, queryId: string): Promise<number | null> {
  const isFlushed = await flushLogs(clickhouse);
  try {
    const [runs] = await clickhouse.query<Runs>(RUNS, { id: queryId });
    if (runs === undefined) return null;
    // A reply may leave before the line that says so is in the log; the line of the beginning is there by then.
    const times = Math.max(runs.ended, runs.begun - runs.failed);
    return isFlushed || times > 1 ? times : null;
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return null;
  }
}

/** Lines reach the log some seconds late, unless it is asked for them. False where the server does not do it. */
async function flushLogs(clickhouse: ClickHouse): Promise<boolean> {
  for (let left = FLUSHES; left > 0; left -= 1) {
    try {
      await clickhouse.execute('SYSTEM FLUSH LOGS');
      return true;
    } catch (error) {
      if (serverErrorOf(error) === null) throw error;
      if (!isPassing(error)) return false;
    }
  }
  return false;
}
