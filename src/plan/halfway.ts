import { hashText } from '../model/hash.ts';
import type { Operation, Plan } from '../model/operation.ts';

/** How far a plan has come: which of its operations the server already shows, and which are left. */
export interface Halfway {
  readonly done: readonly Operation[];
  /** In the plan's order; what changes something takes its `before` from the server as it is now. */
  readonly left: readonly Operation[];
}

/** Names an operation within its plan: what it does to which part of what. */
export function operationKey(operation: Operation): string {
  // Several statements written by hand may share a reason; their text tells them apart.
  if (operation.kind === 'RawSql')
    return `RawSql ${operation.because} ${hashText(operation.sql.join(';\n')).slice(7, 19)}`;
  return `${operation.kind} ${operation.because}`;
}

const REPEATABLE: ReadonlySet<Operation['kind']> = new Set([
  'MaterializeTableColumn',
  'MaterializeTableIndex',
  'MaterializeTableProjection',
]);

/** The query that a view has, sent once more: {@link rebindings}. */
function isSentAgain(operation: Operation): boolean {
  return operation.kind === 'ModifyMaterializedViewQuery' && operation.before === operation.after;
}

/** What leaves no trace in any definition: only the journal and the query log know whether it ran. */
export function isWithoutTrace(operation: Operation): boolean {
  const { kind } = operation;
  return kind === 'RawSql' || kind === 'PopulateMaterializedView' || isRepeatable(operation);
}

/** What may run twice without harm: nobody need know whether it ran once. */
export function isRepeatable(operation: Operation): boolean {
  return REPEATABLE.has(operation.kind) || isSentAgain(operation);
}

/**
 * Made by a statement for the object and another one for its comment, or for an inner table and for the query that fills it:
 * the first may be done without the second.
 */
const MADE_IN_TWO: ReadonlySet<Operation['kind']> = new Set([
  'CreateView',
  'CreateMaterializedView',
  'ModifyView',
  'ModifyMaterializedViewColumns',
]);

function isRestOf(planned: Operation, now: Operation): boolean {
  const [a, b] = [planned.target, now.target];
  return MADE_IN_TWO.has(planned.kind) && a.database === b.database && a.name === b.name;
}

/**
 * What is left of each planned operation, by its key: itself as the server asks for it now, or the rest of what was half
 * made. `foreign` is what no planned operation asks for.
 */
interface Leftovers {
  readonly of: ReadonlyMap<string, readonly Operation[]>;
  readonly foreign: readonly Operation[];
}

/** A view kept back now only because the plan has made the table that it replaces the rows of, and that is protected. */
function notYetMade(planned: readonly Operation[], { withheld }: Plan): readonly Operation[] {
  return planned.filter(
    ({ kind, because }) =>
      kind === 'CreateMaterializedView' && withheld.some(({ address }) => address === because),
  );
}

function leftovers(planned: readonly Operation[], rest: Plan): Leftovers {
  const remaining = [...rest.operations, ...notYetMade(planned, rest)];
  const of = new Map<string, readonly Operation[]>();
  const foreign: Operation[] = [];
  const byKey = new Map(planned.map((operation) => [operationKey(operation), operation]));
  for (const now of remaining) {
    const owner = byKey.get(operationKey(now)) ?? planned.find((operation) => isRestOf(operation, now));
    if (owner === undefined) foreign.push(now);
    else of.set(operationKey(owner), [...(of.get(operationKey(owner)) ?? []), now]);
  }
  return { of, foreign };
}

function circumstancesOf({
  approved,
  hazards,
  cost,
  checks,
}: Operation): Pick<Operation, 'approved' | 'hazards' | 'cost' | 'checks'> {
  return { approved, hazards, cost, checks };
}

/** What of some operations is still to do, as the server asks for it now. */
export function stillToDo(planned: readonly Operation[], remaining: Plan): readonly Operation[] {
  const { of } = leftovers(planned, remaining);
  return planned.flatMap((operation) =>
    (of.get(operationKey(operation)) ?? []).map((now) => ({ ...now, ...circumstancesOf(operation) })),
  );
}

/**
 * Compares a plan that was begun with what is left to do now. Null when something is left that the plan does not hold:
 * then the server is not merely halfway.
 *
 * @param isSqlDone whether an operation that leaves no trace has run
 */
export function halfwayOf(
  plan: Plan,
  remaining: Plan,
  isSqlDone: (operation: Operation) => boolean,
): Halfway | null {
  const { of, foreign } = leftovers(plan.operations, remaining);
  const refused = new Set(plan.refused.map(({ address }) => address));
  if (foreign.length > 0 || remaining.refused.some(({ address }) => !refused.has(address))) return null;
  const done: Operation[] = [];
  const left: Operation[] = [];
  for (const operation of plan.operations) {
    const now = of.get(operationKey(operation)) ?? [];
    if (isWithoutTrace(operation)) (isSqlDone(operation) ? done : left).push(operation);
    else if (now.length === 0) done.push(operation);
    else left.push(...now.map((one) => ({ ...one, ...circumstancesOf(operation) })));
  }
  return { done, left };
}
