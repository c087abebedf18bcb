import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { type ServerError, serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { quoteQualified } from '../model/tokens.ts';
import { definesOutside } from './reach.ts';
import { STAND_IN_COLUMNS } from './shadow-view.ts';

/** Requests at a time: more gains nothing on an engine of two cores. */
const PARALLEL = 4;
/** Tables or views in one request. An HTTP request costs us as much as creating the table costs the engine. */
const BATCH = 25;
const PARALLEL_BATCHES = 2;

/** Definitions take milliseconds; hand-written SQL may well want to make a billion rows. */
const LIMIT_SECONDS = 60;

// No table of a shadow outlives it, so nothing needs to reach the disk.
const SETTINGS = { fsync_metadata: 0, max_execution_time: LIMIT_SECONDS } as const;

async function errorOf(
  clickhouse: ClickHouse,
  statement: string,
  settings: Readonly<Record<string, number>> = SETTINGS,
): Promise<ServerError | null> {
  try {
    await clickhouse.execute(statement, { settings });
    return null;
  } catch (error) {
    const answer = serverErrorOf(error);
    if (answer === null) throw error;
    return answer;
  }
}

const isCreation = (statement: string): boolean =>
  /^(?:CREATE|ATTACH) (?:TABLE|VIEW|MATERIALIZED VIEW) /.test(statement);

/** Said in the place of the engine, which would open some files before it asks for the right to. */
const OUTSIDE: ServerError = {
  code: 497,
  name: 'ACCESS_DENIED',
  message: 'it reads or writes outside of ClickHouse, which the embedded one is kept from',
};

/** Views are made without a look at their SELECT where they bring a list of columns that stands for no reading of it. */
function isUnread(statement: string): boolean {
  return (
    /^ATTACH (?:MATERIALIZED )?VIEW /.test(statement) || statement.includes(` (${STAND_IN_COLUMNS}) AS `)
  );
}

/** The same as {@link runStatements}, without those that reach out of the engine: each of them is refused. */
export async function runWithin(
  clickhouse: ClickHouse,
  statements: readonly string[],
): Promise<readonly (ServerError | null)[]> {
  const isKept = statements.map((statement) => isUnread(statement) || !definesOutside(statement));
  const answers = await runStatements(
    clickhouse,
    statements.filter((_, at) => isKept[at] === true),
  );
  const next = answers[Symbol.iterator]();
  return isKept.map((kept) => (kept ? (next.next().value ?? null) : OUTSIDE));
}

/**
 * Runs statements that do not depend on each other on a shadow, but for what follows the creation of an object; the answer
 * has the server's error, or null, for each.
 */
async function runStatements(
  clickhouse: ClickHouse,
  statements: readonly string[],
): Promise<readonly (ServerError | null)[]> {
  const creations = [...statements.keys()].filter((at) => isCreation(statements[at] ?? ''));
  const errors = new Map(
    (
      await create(
        clickhouse,
        creations.map((at) => statements[at] ?? ''),
      )
    ).map((error, at) => [creations[at], error]),
  );
  return inParallel(
    [...statements.entries()],
    PARALLEL,
    async ([at, statement]) => errors.get(at) ?? (errors.has(at) ? null : errorOf(clickhouse, statement)),
  );
}

async function create(
  clickhouse: ClickHouse,
  statements: readonly string[],
): Promise<readonly (ServerError | null)[]> {
  if (statements.length > PARALLEL && (await createTogether(clickhouse, statements)))
    return statements.map(() => null);
  return inParallel(statements, PARALLEL, (statement) => errorOf(clickhouse, statement));
}

/**
 * Creates tables or views in few requests. Their error would not say whose it is: when there is one, what was made is dropped again,
 * and the answer is false.
 */
async function createTogether(clickhouse: ClickHouse, statements: readonly string[]): Promise<boolean> {
  const before = await namesOf(clickhouse);
  const batches = Array.from({ length: Math.ceil(statements.length / BATCH) }, (_, at) =>
    statements.slice(at * BATCH, (at + 1) * BATCH),
  );
  const errors = await inParallel(batches, PARALLEL_BATCHES, (batch) =>
    errorOf(clickhouse, batch.join('\nPARALLEL WITH\n')),
  );
  if (errors.every((error) => error === null)) return true;
  const made = [...(await namesOf(clickhouse))].filter((name) => !before.has(name));
  await inParallel(made, PARALLEL, (name) =>
    errorOf(clickhouse, `DROP TABLE IF EXISTS ${name} SYNC`, { ...SETTINGS, check_table_dependencies: 0 }),
  );
  return false;
}

async function namesOf(clickhouse: ClickHouse): Promise<ReadonlySet<string>> {
  const rows = await clickhouse.query<{ readonly database: string; readonly name: string }>(
    "SELECT database, name FROM system.tables WHERE NOT is_temporary AND lower(database) NOT IN ('system', 'information_schema')",
  );
  return new Set(rows.map(({ database, name }) => quoteQualified(database, name)));
}

async function inParallel<T, R>(
  items: readonly T[],
  lanes: number,
  run: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      const item = items[at];
      if (item !== undefined) results[at] = await run(item);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
