import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { type ServerError, serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { quoteQualified } from '../model/tokens.ts';

/** Requests at a time: more gains nothing on an engine of two cores. */
const PARALLEL = 4;
/** Tables or views in one request. An HTTP request costs us as much as creating the table costs the engine. */
const BATCH = 25;
const PARALLEL_BATCHES = 2;

// No table of a shadow outlives it, so nothing needs to reach the disk.
const SETTINGS = { fsync_metadata: 0 } as const;

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

/**
 * Runs statements that do not depend on each other on a shadow, but for what follows the creation of an object; the answer
 * has the server's error, or null, for each.
 */
export async function runStatements(
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
