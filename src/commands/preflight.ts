import { BOUNDED, LIMIT_SECONDS, shownValue } from '../ddl/checks/index.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { maskedValue } from '../drivers/clickhouse/secret-masking.ts';
import { type ServerError, serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { Hazard, Operation, Plan, PlannedCheck } from '../model/operation.ts';
import { counted, partText } from '../plan/quantity.ts';
import { isHazard, leftOpen, type Unanswered, unansweredText, unapproved } from './unanswered.ts';
import { type LateQuestions, type LiveTables, wantedOf } from './wanted-checks.ts';

/** What was asked because of one operation. */
export interface Asked {
  readonly operation: Operation;
  readonly results: readonly CheckResult[];
  readonly unanswered: readonly Unanswered[];
}

/** What the questions of a plan found, operation by operation. */
export type Preflight = readonly Asked[];

type Ask = (check: Check) => Promise<CheckResult | Unanswered>;

interface Answer {
  readonly hits: number | string | null;
  readonly samples: readonly string[];
}

const UNKNOWN_TABLE = 60;
const READONLY = 164;
const TIMEOUT_EXCEEDED = 159;

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
    return { check, reason: reasonOf(answer, sql), waits: false };
  }
}

/** Errors whose text is about names and rights. Others may quote a value, and a reason is written into the plan. */
const NAMES_ONLY: ReadonlySet<number> = new Set([UNKNOWN_TABLE, 46, 47, 241, 497]);

function reasonOf({ code, name, message }: ServerError, sql: string): string {
  if (code === UNKNOWN_TABLE && sql.includes('system.query_log')) return 'the server keeps no query log';
  if (code === TIMEOUT_EXCEEDED) return `no answer within ${LIMIT_SECONDS} seconds`;
  const [first = ''] = message.split(/:? (?:In scope|while (?:processing|executing)) /i);
  return NAMES_ONLY.has(code) ? first : `the server answers ${name} (${code})`;
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

/**
 * Asks what had to wait, just before the operations of one step run; what stands in their way, a line each. A question that
 * the server does not answer is in the way like a finding, unless what it guards is approved.
 */
export async function askLate(
  clickhouse: ClickHouse,
  operations: readonly Operation[],
  late: LateQuestions,
  allowed: readonly Hazard[],
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const operation of operations) {
    for (const check of late.get(operation) ?? []) {
      const answer = await askServer(clickhouse, check, check.sql);
      if (!('hits' in answer)) {
        const open = unapproved(leftOpen(answer, operation), operation, allowed);
        if (open.length > 0) lines.push(unansweredText(answer));
      } else if (isInTheWay(answer, [...operation.approved, ...allowed])) lines.push(findingText(answer));
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
        ...late.map((check) => ({ check, reason: WAITS, waits: true })),
      ],
    };
  });
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

function plannedOf({ asks, sql, sampled }: Check): Pick<PlannedCheck, 'asks' | 'sql' | 'sampled'> {
  return { asks, sql, sampled };
}

/** The operation with the questions that it was weighed by. */
export function withChecks({ operation, results, unanswered }: Asked): Operation {
  const checks = [
    ...results.map(({ check, hits }) => ({ ...plannedOf(check), found: hits, unanswered: null })),
    ...unanswered.map(({ check, reason }) => ({ ...plannedOf(check), found: null, unanswered: reason })),
  ];
  return { ...operation, checks };
}

/**
 * One finding: how many, what, and up to three values.
 *
 * @param size what else is known of how much that is, with a comma before it; empty for nothing
 */
export function foundText({ check, hits, samples }: CheckResult, size: string): string {
  const values =
    samples.length === 0 ? '' : `, such as ${samples.map((sample) => JSON.stringify(sample)).join(', ')}`;
  return `${counted(hits, check.asks)}${partText(check.sampled)}${size}${values}`;
}

/** The same as a line of its own, with the operation that it is about. */
export function findingText(result: CheckResult): string {
  return `${result.check.because}: ${foundText(result, '')}`;
}

/** Whether a finding stops the plan: nobody can approve it, or nobody has. */
export function isInTheWay({ check, hits }: CheckResult, approved: readonly Hazard[]): boolean {
  if (hits === 0 || check.means === 'tells') return false;
  return check.means === 'blocks' || !approved.includes(check.means);
}
