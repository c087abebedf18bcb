import type { Check } from '../../model/check.ts';
import type { Hazard, Operation, OperationOf } from '../../model/operation.ts';
import { innerOperations } from '../inner-table.ts';
import type { CheckedTable } from './question.ts';

type ChecksOf = (operation: Operation, table: CheckedTable) => readonly Check[];

/**
 * What the rows inside a view have against a change of the table inside it: what they have against each part of the change.
 * A hazard of one part that no question settles is settled by no question about another.
 */
export function innerChecks(
  operation: OperationOf<'ModifyMaterializedViewColumns'>,
  { rows }: CheckedTable,
  checksOf: ChecksOf,
): readonly Check[] {
  const { inner } = operation.before;
  const table = { rows, orderBy: inner?.orderBy ?? null, engine: inner?.engine.name ?? '' };
  const parts = innerOperations(operation).map((part) => ({ part, checks: checksOf(part, table) }));
  const unsettled = new Set(
    parts.flatMap(({ part, checks }): readonly Hazard[] =>
      part.hazards.filter((hazard) => !checks.some(({ settles }) => settles.includes(hazard))),
    ),
  );
  const all = parts.flatMap(({ checks }) => checks);
  return [...new Map(all.map((check) => [check.sql, check])).values()].map((check) => ({
    ...check,
    settles: check.settles.filter((hazard) => !unsettled.has(hazard)),
  }));
}
