import { BOUNDED, type CheckedTable, checksOf, rowChecks, shownValue } from '../ddl/checks/index.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { maskedValue } from '../drivers/clickhouse/secret-masking.ts';
import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { plainEngineName } from '../facets/engines/index.ts';
import { addressOf } from '../model/address.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard, Operation, Plan } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import { beforeRenames } from '../plan/before-renames.ts';

/** A check that could not be made, with the reason. */
export interface Unanswered {
  readonly check: Check;
  readonly reason: string;
}

/** What was asked because of one operation. */
export interface Asked {
  readonly operation: Operation;
  readonly results: readonly CheckResult[];
  readonly unanswered: readonly Unanswered[];
}

/** What the questions of a plan found, operation by operation. */
export type Preflight = readonly Asked[];

/** What is known of the live tables: how many rows they hold, and what they are. */
export interface LiveTables {
  /** By address; null where the server does not know. What is not in it is not there. */
  readonly rows: ReadonlyMap<string, number | null>;
  readonly managed: InfraMap;
}

type Ask = (check: Check) => Promise<CheckResult | Unanswered>;

interface Answer {
  readonly hits: number | string | null;
  readonly samples: readonly string[];
}

const UNKNOWN_TABLE = 60;
const READONLY = 164;

/** One question. A user who may set nothing is asked for without the time limit: the rows that are looked at are bounded too. */
async function askServer(
  clickhouse: ClickHouse,
  check: Check,
  sql: string,
): Promise<CheckResult | Unanswered> {
  try {
    const [row] = await clickhouse.query<Answer>(sql);
    const samples = (row?.samples ?? []).map((value) => shownValue(maskedValue(check.shows, value)));
    return { check, hits: Number(row?.hits ?? 0), samples };
  } catch (error) {
    const answer = serverErrorOf(error);
    if (answer === null) throw error;
    if (answer.code === READONLY && sql.endsWith(BOUNDED))
      return askServer(clickhouse, check, sql.slice(0, -BOUNDED.length));
    const hasNoLog = answer.code === UNKNOWN_TABLE && sql.includes('system.query_log');
    return { check, reason: hasNoLog ? 'the server keeps no query log' : answer.message };
  }
}

/** Asks the same question of several operations once. */
function asking(clickhouse: ClickHouse): Ask {
  const answers = new Map<string, Promise<CheckResult | Unanswered>>();
  return async (check) => {
    const known = answers.get(check.sql) ?? askServer(clickhouse, check, check.sql);
    answers.set(check.sql, known);
    return { ...(await known), check };
  };
}

const ABOUT_ROWS: ReadonlySet<Operation['kind']> = new Set([
  'ModifyTableColumn',
  'ModifyTableTtl',
  'AddTableConstraint',
  'ModifyOrderBy',
]);

const WRITES = /\b(ALTER|UPDATE|DELETE|INSERT|TRUNCATE|EXCHANGE|RENAME)\b/i;

/** SQL written by hand that names the table may be what mends its rows: the answers of before it say nothing. */
function isBehindSql(operations: readonly Operation[], at: number, names: readonly string[]): boolean {
  return operations.slice(0, at).some(
    (earlier) =>
      earlier.kind === 'RawSql' &&
      earlier.sql.some((sql) => {
        const used = namesIn(sql);
        return WRITES.test(sql) && names.some((name) => used.has(name));
      }),
  );
}

/** What to ask because of one operation: at once, or just before its own step. */
interface Wanted {
  readonly operation: Operation;
  readonly checks: readonly Check[];
  readonly late: readonly Check[];
  readonly about: CheckedTable;
}

function wantedOf({ operations }: Plan, { rows, managed }: LiveTables): readonly Wanted[] {
  const tables = new Map(managed.tables.map((table) => [table.address, table]));
  const asked = beforeRenames(operations);
  return operations.map((operation, at): Wanted => {
    // The rows are asked under the names that they have now: nothing is renamed yet.
    const stored = asked[at] ?? null;
    const address = addressOf(operation.target.database, stored?.target.name ?? '');
    const table = tables.get(address);
    const about = {
      rows: rows.get(address) ?? null,
      orderBy: table?.orderBy ?? null,
      engine: plainEngineName(table?.engine.name ?? ''),
    };
    if (stored === null || !rows.has(address)) return { operation, checks: [], late: [], about };
    const checks = checksOf(stored, about);
    const isLate =
      ABOUT_ROWS.has(operation.kind) &&
      isBehindSql(operations, at, [stored.target.name, operation.target.name]);
    if (!isLate) return { operation, checks, late: [], about };
    const late = rowChecks(stored, about);
    const isOfRows = ({ sql }: Check): boolean => late.some((check) => check.sql === sql);
    return { operation, checks: checks.filter((check) => !isOfRows(check)), late, about };
  });
}

/** The operations whose questions about rows wait for SQL that runs before them, with what is known of their tables. */
export type LateQuestions = ReadonlyMap<Operation, CheckedTable>;

export function lateQuestions(plan: Plan, live: LiveTables): LateQuestions {
  return new Map(
    wantedOf(plan, live).flatMap(({ operation, late, about }) =>
      late.length === 0 ? [] : [[operation, about] as const],
    ),
  );
}

/** Asks what had to wait, just before the operations of one step run; what stands in their way, a line each. */
export async function askLate(
  clickhouse: ClickHouse,
  operations: readonly Operation[],
  late: LateQuestions,
  allowed: readonly Hazard[],
): Promise<readonly string[]> {
  const lines: string[] = [];
  const named = beforeRenames(operations);
  for (const [at, operation] of operations.entries()) {
    const about = late.get(operation);
    const stored = named[at] ?? null;
    if (about === undefined || stored === null) continue;
    for (const check of rowChecks(stored, about)) {
      const answer = await askServer(clickhouse, check, check.sql);
      if ('hits' in answer && isInTheWay(answer, [...operation.approved, ...allowed]))
        lines.push(findingText(answer));
    }
  }
  return lines;
}

const WAITS = 'SQL of the plan that runs before it names the table; apply asks just before its step';

/** Questions that are asked at the same time. */
const PARALLEL = 4;

/** Asks every question of a plan; none of them changes anything. */
export async function preflight(clickhouse: ClickHouse, plan: Plan, live: LiveTables): Promise<Preflight> {
  const ask = asking(clickhouse);
  const wanted = wantedOf(plan, live);
  const queue = wanted.flatMap(({ checks }) => checks).values();
  const answers = new Map<Check, CheckResult | Unanswered>();
  const work = async (): Promise<void> => {
    for (const check of queue) answers.set(check, await ask(check));
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return wanted.map(({ operation, checks, late }): Asked => {
    const own = checks.flatMap((check) => answers.get(check) ?? []);
    return {
      operation,
      results: own.filter((answer) => 'hits' in answer),
      unanswered: [
        ...own.filter((answer) => 'reason' in answer),
        ...late.map((check) => ({ check, reason: WAITS })),
      ],
    };
  });
}

function isHazard(means: Check['means']): means is Hazard {
  return means !== 'blocks' && means !== 'tells';
}

/** The hazards that the rows bear out: a narrowing that every row survives changes no value. */
export function provedHazards({ operation, results, unanswered }: Asked): readonly Hazard[] {
  const clean = new Set(results.filter(({ hits }) => hits === 0).map(({ check }) => check));
  const all = [...results.map(({ check }) => check), ...unanswered.map(({ check }) => check)];
  const isSettled = (hazard: Hazard): boolean => {
    const about = all.filter(({ settles, means }) => settles.includes(hazard) || means === hazard);
    return about.some(({ settles }) => settles.includes(hazard)) && about.every((check) => clean.has(check));
  };
  // Nobody's answer is no all-clear, but for who reads what: without a log there is nothing to know.
  const real = all.flatMap((check) =>
    isHazard(check.means) && !clean.has(check) && isFound(check, results) ? [check.means] : [],
  );
  return [...new Set([...operation.hazards.filter((hazard) => !isSettled(hazard)), ...real])].sort();
}

function isFound(check: Check, results: readonly CheckResult[]): boolean {
  const isAsked = results.some((result) => result.check === check);
  return isAsked || check.means !== 'BREAKS_DEPENDENTS';
}

/** The operation with the questions that it was weighed by. */
export function withChecks({ operation, results, unanswered }: Asked): Operation {
  const checks = [
    ...results.map(({ check, hits }) => ({ asks: check.asks, sql: check.sql, found: hits })),
    ...unanswered.map(({ check }) => ({ asks: check.asks, sql: check.sql, found: null })),
  ];
  return { ...operation, checks };
}

/** One finding as a line: how many, what, and up to three values. */
export function findingText({ check, hits, samples }: CheckResult): string {
  const values =
    samples.length === 0 ? '' : `, such as ${samples.map((sample) => JSON.stringify(sample)).join(', ')}`;
  const part = check.sampled === null ? '' : ` (in the first ${check.sampled.toLocaleString('en-US')} rows)`;
  return `${check.because}: ${hits.toLocaleString('en-US')} ${check.asks}${part}${values}`;
}

/** Whether a finding stops the plan: nobody can approve it, or nobody has. */
export function isInTheWay({ check, hits }: CheckResult, approved: readonly Hazard[]): boolean {
  if (hits === 0 || check.means === 'tells') return false;
  return check.means === 'blocks' || !approved.includes(check.means);
}
