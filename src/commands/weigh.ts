import { infraMapOf } from '../drivers/clickhouse/introspect.ts';
import { readWorkSizes } from '../drivers/clickhouse/work-sizes.ts';
import { AppError, type Problem, problem } from '../errors.ts';
import type { CheckResult } from '../model/check.ts';
import { type Hazard, isTopicOperation, type Operation, type Plan } from '../model/operation.ts';
import { beforeRenames } from '../plan/before-renames.ts';
import { isTimed, withCost } from '../plan/costs.ts';
import { type Broken, brokenBy } from '../plan/dependents.ts';
import type { Comparison } from './compare.ts';
import {
  type Asked,
  findingText,
  isInTheWay,
  type Preflight,
  preflight,
  provedHazards,
  withChecks,
} from './preflight.ts';
import { type Rights, rightsFor } from './rights.ts';
import type { Survey } from './survey.ts';
import { withTopicUses } from './topic-uses.ts';
import { leftOpen, stillApproved, unansweredText, unapproved } from './unanswered.ts';
import type { LiveTables } from './wanted-checks.ts';

/** What became known of a plan by asking the server. */
export interface Weighed {
  /** With costs of the stored files, the hazards that the rows bear out, and the questions asked. */
  readonly plan: Plan;
  readonly preflight: Preflight;
  /** What the plan breaks by leaving it as it is, a line each. */
  readonly broken: readonly BrokenLine[];
  /** Whether this user may run it. */
  readonly rights: Rights;
  /** Why nobody can say how long its work takes; null where somebody can, or where there is none. */
  readonly untimed: string | null;
}

/** Something that reads what an operation takes away. */
export interface BrokenLine extends Broken {
  readonly operation: Operation;
}

/** What the questions need to know of the live side. */
export function liveTables({ live, managed }: Comparison): LiveTables {
  return { rows: new Map(live.objects.map(({ address, rows }) => [address, rows])), managed };
}

function isWork(operation: Operation): boolean {
  const { cost } = operation;
  if (isTopicOperation(operation)) return false;
  return cost.class === 'mutation' || cost.class === 'rewrite';
}

interface Costed {
  readonly plan: Plan;
  /** Why work has no estimate of its time; null where it has, or where there is none. */
  readonly untimed: string | null;
}

async function withCosts(survey: Survey, plan: Plan): Promise<Costed> {
  // What the plan renames is measured under the names that the server has now.
  const stored = beforeRenames(plan.operations).map((named, at) => named ?? plan.operations[at]);
  const targets = stored.flatMap((named) => (named !== undefined && isWork(named) ? [named.target] : []));
  const tables = [
    ...new Map(targets.map((target) => [`${target.database}.${target.name}`, target])).values(),
  ];
  const { columns, parts, bytesPerSecond, unmeasured } = await readWorkSizes(survey.clickhouse, tables);
  const bytesOf = (address: string): number | null => columns.get(address) ?? parts.get(address) ?? null;
  const operations = plan.operations.map((operation, at) =>
    withCost(operation, stored[at] ?? operation, { bytesOf, bytesPerSecond }),
  );
  return { plan: { ...plan, operations }, untimed: operations.some(isTimed) ? unmeasured : null };
}

function brokenIn(survey: Survey, plan: Plan): readonly BrokenLine[] {
  const live = infraMapOf(survey.readings, survey.target.database);
  return [...brokenBy(plan.operations, live)].flatMap(([operation, broken]) =>
    broken.map((line) => ({ ...line, operation })),
  );
}

/** Asks the server what a plan costs and what its rows have against it. Changes nothing. */
export async function weigh(survey: Survey, bare: Plan): Promise<Weighed> {
  const { plan, untimed } = await withCosts(survey, bare);
  const broken = brokenIn(survey, plan);
  const asked = await preflight(survey.clickhouse, plan, liveTables(survey));
  const found = await withTopicUses(survey.kafka, survey.topics?.managed ?? [], asked);
  const rights = await rightsFor(survey.clickhouse, plan);
  const breaking = new Set(broken.map(({ operation }) => operation));
  const operations = found.map((asked): Operation => {
    const proved = provedHazards(asked);
    const hazards: readonly Hazard[] = breaking.has(asked.operation)
      ? [...proved, 'BREAKS_DEPENDENTS']
      : proved;
    return { ...withChecks(asked), hazards: [...new Set(hazards)].sort() };
  });
  return { plan: { ...plan, operations }, preflight: found, broken, rights, untimed };
}

/** A line for a person: `view local.daily uses column note of local.orders, and the plan leaves it as it is`. */
export function brokenText({ operation, dependent, uses }: BrokenLine): string {
  return `${operation.because}: ${dependent} uses ${uses}, and the plan leaves it as it is`;
}

/** What could not be asked or estimated, a line for each reason. */
export function unansweredNotes({ preflight: found, untimed }: Weighed): readonly string[] {
  const reasons = new Map<string, Set<string>>();
  for (const { check, reason } of found.flatMap(({ unanswered }) => unanswered)) {
    const asked = reasons.get(reason) ?? new Set<string>();
    reasons.set(reason, asked.add(`${check.because}, ${check.asks}`));
  }
  const unasked = [...reasons].map(([reason, asked]) => {
    const [first = ''] = asked;
    const more = asked.size === 1 ? '' : ` (and ${asked.size - 1} more)`;
    return `not checked against the data: ${first}${more}: ${reason}`;
  });
  return [...unasked, ...(untimed === null ? [] : [`no time is estimated: ${untimed}`])];
}

function hintOf({ check: { means, sql } }: CheckResult, approved: readonly Hazard[]): string {
  if (means === 'blocks') return `See for yourself: ${sql}`;
  return approved.some((hazard) => hazard === means)
    ? `There were none when ${means} was approved: make a new plan, or approve it for these with --allow ${means}`
    : `Mend it, or approve ${means}`;
}

function findingProblems({ operation, results }: Asked, allowed: readonly Hazard[]): readonly Problem[] {
  const approved = stillApproved(operation, results);
  return results
    .filter((result) => isInTheWay(result, [...approved, ...allowed]))
    .map((result) =>
      problem('PREFLIGHT_FAILED', findingText(result), { hint: hintOf(result, operation.approved) }),
    );
}

/** No answer is no all-clear: what a question guards wants approval then, as if the answer were a bad one. */
function silenceProblems({ operation, unanswered }: Asked, allowed: readonly Hazard[]): readonly Problem[] {
  return unanswered
    .filter(({ waits }) => !waits)
    .flatMap((asked) => {
      const open = unapproved(leftOpen(asked, operation), operation, allowed);
      if (open.length === 0) return [];
      const hint = `Let the user who applies read it, ask for yourself (${asked.check.sql}), or approve ${open.join(', ')}`;
      return [problem('PREFLIGHT_FAILED', unansweredText(asked), { hint })];
    });
}

/**
 * Throws when something stands in the way that nobody has approved, with the numbers: what was found, and what could not be
 * asked though data depends on it.
 */
export function requireClear(
  { preflight: found, broken, rights }: Weighed,
  allowed: readonly Hazard[],
): void {
  const rows = found.flatMap((asked) => [
    ...findingProblems(asked, allowed),
    ...silenceProblems(asked, allowed),
  ]);
  const open = broken.filter(
    ({ operation }) => ![...operation.approved, ...allowed].includes('BREAKS_DEPENDENTS'),
  );
  const problems = [
    ...rights.missing.map((line) =>
      problem('PREFLIGHT_FAILED', line, { hint: 'Grant it, or apply as another user' }),
    ),
    ...rows,
    ...open.map((line) =>
      problem('PREFLIGHT_FAILED', brokenText(line), {
        hint: 'Change it in the same plan, or approve BREAKS_DEPENDENTS',
      }),
    ),
  ];
  if (problems.length === 0) return;
  throw new AppError('PREFLIGHT_FAILED', 'The data stands in the way of the plan; nothing was changed.', {
    problems,
  });
}
