import { checksOf } from '../ddl/checks.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import type { LiveState } from '../drivers/clickhouse/introspect.ts';
import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { AppError, problem } from '../errors.ts';
import { addressOf } from '../model/address.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { Hazard, Operation, Plan } from '../model/operation.ts';

/** What the checks of a plan found. */
export interface Preflight {
  readonly results: readonly CheckResult[];
  /** Checks that could not be made, with the server's reason. */
  readonly unanswered: readonly { readonly check: Check; readonly reason: string }[];
}

interface Answer {
  readonly hits: number | string;
  readonly samples: readonly string[];
}

/** Checks of one operation, and the operation. */
interface OperationChecks {
  readonly operation: Operation;
  readonly checks: readonly Check[];
}

function checksOfPlan(plan: Plan, live: LiveState): readonly OperationChecks[] {
  const rows = new Map(live.objects.map((object) => [object.address, object.rows]));
  // A column that an earlier operation renames or adds is not there yet: nothing can be asked of it.
  const renamed = new Set(
    plan.operations
      .filter(({ kind }) => kind === 'RenameTable' || kind === 'RenameTableColumn')
      .map(({ target }) => addressOf(target.database, target.name)),
  );
  return plan.operations.map((operation) => {
    const address = addressOf(operation.target.database, operation.target.name);
    const canAsk = rows.has(address) && !renamed.has(address);
    return { operation, checks: canAsk ? checksOf(operation, { rows: rows.get(address) ?? null }) : [] };
  });
}

async function ask(
  clickhouse: ClickHouse,
  check: Check,
): Promise<CheckResult | { readonly check: Check; readonly reason: string }> {
  try {
    const [row] = await clickhouse.query<Answer>(check.sql);
    return { check, hits: Number(row?.hits ?? 0), samples: row?.samples ?? [] };
  } catch (error) {
    const answer = serverErrorOf(error);
    if (answer === null) throw error;
    return { check, reason: answer.message };
  }
}

/** Asks every question of a plan; none of them changes anything. */
export async function preflight(clickhouse: ClickHouse, plan: Plan, live: LiveState): Promise<Preflight> {
  const results: CheckResult[] = [];
  const unanswered: { readonly check: Check; readonly reason: string }[] = [];
  for (const { checks } of checksOfPlan(plan, live)) {
    for (const check of checks) {
      const answer = await ask(clickhouse, check);
      if ('hits' in answer) results.push(answer);
      else unanswered.push(answer);
    }
  }
  return { results, unanswered };
}

/** The plan with only the hazards that the data bears out: a narrowing that every row survives changes no value. */
export function withProvedHazards(plan: Plan, found: Preflight, live: LiveState): Plan {
  const hits = new Map(found.results.map(({ check, hits: count }) => [check.sql, count]));
  const groundless = ({ checks }: OperationChecks): ReadonlySet<Hazard> => {
    const isClean = checks.length > 0 && checks.every((check) => hits.get(check.sql) === 0);
    return new Set(isClean ? checks.flatMap(({ settles }) => settles) : []);
  };
  const operations = checksOfPlan(plan, live).map((own): Operation => {
    const settled = groundless(own);
    const real = own.checks.flatMap((check) =>
      check.hazard !== null && (hits.get(check.sql) ?? 0) > 0 ? [check.hazard] : [],
    );
    const hazards = [...own.operation.hazards.filter((hazard) => !settled.has(hazard)), ...real];
    return { ...own.operation, hazards: [...new Set(hazards)].sort() };
  });
  return { ...plan, operations };
}

/** One finding as a line: how many, what, and up to three values. */
export function findingText({ check, hits, samples }: CheckResult): string {
  const values =
    samples.length === 0 ? '' : `, such as ${samples.map((sample) => JSON.stringify(sample)).join(', ')}`;
  const part = check.sampled === null ? '' : ` (in the first ${check.sampled.toLocaleString('en-US')} rows)`;
  return `${check.because}: ${hits.toLocaleString('en-US')} ${check.hit}${part}${values}`;
}

/** Throws when something stands in the way that nobody has approved, with the numbers. */
export function requirePreflight(plan: Plan, found: Preflight, allowed: readonly Hazard[]): void {
  const approved = new Map(
    plan.operations.map((operation) => [operation.because, new Set([...operation.approved, ...allowed])]),
  );
  const blocking = found.results.filter(
    ({ check, hits }) =>
      hits > 0 && (check.hazard === null || approved.get(check.because)?.has(check.hazard) !== true),
  );
  if (blocking.length === 0) return;
  throw new AppError('PREFLIGHT_FAILED', 'The data stands in the way of the plan; nothing was changed.', {
    problems: blocking.map((result) =>
      problem('PREFLIGHT_FAILED', findingText(result), {
        hint:
          result.check.hazard === null
            ? `See the rows with: ${result.check.sql}`
            : `Mend the rows, or approve ${result.check.hazard}`,
      }),
    ),
  });
}
