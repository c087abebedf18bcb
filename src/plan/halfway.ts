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

/** What leaves no trace in any definition: only the journal and the query log know whether it ran. */
export function isWithoutTrace({ kind }: Operation): boolean {
  return (
    kind === 'RawSql' ||
    kind === 'PopulateMaterializedView' ||
    kind === 'MaterializeTableColumn' ||
    kind === 'MaterializeTableIndex' ||
    kind === 'MaterializeTableProjection'
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
  const planned = new Map(plan.operations.map((operation) => [operationKey(operation), operation]));
  const open = new Map(remaining.operations.map((operation) => [operationKey(operation), operation]));
  const refused = new Set(plan.refused.map(({ address }) => address));
  const isForeign =
    [...open.keys()].some((key) => !planned.has(key)) ||
    remaining.refused.some(({ address }) => !refused.has(address));
  if (isForeign) return null;
  const done: Operation[] = [];
  const left: Operation[] = [];
  for (const operation of plan.operations) {
    const now = open.get(operationKey(operation));
    if (isWithoutTrace(operation)) (isSqlDone(operation) ? done : left).push(operation);
    else if (now === undefined) done.push(operation);
    else
      left.push({ ...now, approved: operation.approved, hazards: operation.hazards, cost: operation.cost });
  }
  return { done, left };
}
