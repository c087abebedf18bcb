import { checkGrant, onDatabase, type Right, rightsOf } from '../ddl/rights.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import type { Plan } from '../model/operation.ts';
import { quoteName } from '../model/tokens.ts';

/** What a user lacks to run a plan. */
export interface Rights {
  /** A line each: `the user may not ALTER ADD COLUMN on local.orders`. */
  readonly missing: readonly string[];
  /** Why it could not be asked; null where it was. */
  readonly unknown: string | null;
}

async function isGranted(clickhouse: ClickHouse, rights: readonly Right[]): Promise<boolean> {
  const [row] = await clickhouse.query<{ readonly result: number | boolean }>(checkGrant(rights));
  return Boolean(row?.result);
}

/** The rights among these that are missing: few questions where all are held, one for each where some are not. */
async function missingOf(clickhouse: ClickHouse, rights: readonly Right[]): Promise<readonly Right[]> {
  if (rights.length === 0 || (await isGranted(clickhouse, rights))) return [];
  const [only] = rights;
  if (rights.length === 1 && only !== undefined) return [only];
  const half = Math.ceil(rights.length / 2);
  return [
    ...(await missingOf(clickhouse, rights.slice(0, half))),
    ...(await missingOf(clickhouse, rights.slice(half))),
  ];
}

interface Wanted {
  readonly right: Right;
  /** That of the operation; SQL written by hand may read from another one. */
  readonly database: string;
}

function widened({ right, database }: Wanted): Right {
  return right.on.startsWith(`${quoteName(database)}.`) ? onDatabase(right, database) : right;
}

/** Settings that forbid every change, whatever is granted. */
async function forbidding(clickhouse: ClickHouse): Promise<readonly string[]> {
  const [row] = await clickhouse.query<{
    readonly readonly: number | string;
    readonly ddl: number | boolean;
  }>("SELECT getSetting('readonly') AS readonly, getSetting('allow_ddl') AS ddl");
  return [
    ...(Number(row?.readonly ?? 0) > 0 ? ['the user may only read: the setting readonly is on'] : []),
    ...(row !== undefined && !row.ddl
      ? ['the user may change no definition: the setting allow_ddl is off']
      : []),
  ];
}

/**
 * Asks the server whether the user may run the plan. Nothing is tried out: CHECK GRANT, which older servers do not know, and
 * the settings of the session.
 */
export async function rightsFor(clickhouse: ClickHouse, plan: Plan): Promise<Rights> {
  const wanted = plan.operations.flatMap((operation) =>
    rightsOf(operation).map((right) => ({ right, database: operation.target.database })),
  );
  const distinct = <T>(items: readonly T[]): readonly T[] => [
    ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
  ];
  try {
    const forbidden = await forbidding(clickhouse);
    if (forbidden.length > 0) return { missing: forbidden, unknown: null };
    const wide = distinct(wanted.map(widened));
    const lacking = new Set((await missingOf(clickhouse, wide)).map((right) => JSON.stringify(right)));
    const doubtful = wanted.filter((one) => lacking.has(JSON.stringify(widened(one))));
    const missing = await missingOf(clickhouse, distinct(doubtful.map(({ right }) => right)));
    return {
      missing: missing.map(
        ({ privilege, on }) => `the user may not ${privilege} on ${on.replaceAll('`', '')}`,
      ),
      unknown: null,
    };
  } catch (error) {
    const answer = serverErrorOf(error);
    if (answer === null) throw error;
    return { missing: [], unknown: answer.message };
  }
}
