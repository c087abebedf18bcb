import { mergesRows } from '../../facets/engines/index.ts';
import { keyExpressions } from '../../model/canonical-text.ts';
import type { Check } from '../../model/check.ts';
import type { OperationOf } from '../../model/operation.ts';
import { quoteQualified } from '../../model/tokens.ts';
import { BOUNDED, type CheckedTable, checkOf, rowCheck } from './question.ts';

/** The conditions that stored rows may break: later inserts like them would fail. */
export function constraintChecks(
  operation: OperationOf<'AddTableConstraint'>,
  table: CheckedTable,
): readonly Check[] {
  if (operation.constraint.kind !== 'CHECK') return [];
  return [
    rowCheck(operation, table, {
      asks: 'rows that break the new constraint; inserts like them would fail',
      where: `NOT (${operation.constraint.expression})`,
      shows: null,
      means: 'BLOCKS_WRITES',
      settles: ['BLOCKS_WRITES'],
    }),
  ];
}

/**
 * A shorter key makes one of rows that were told apart by what is cut off: those of one INSERT at once, and those of several
 * parts when they are merged. Rows of one merged part stay as they are (26.7).
 */
export function sortingKeyChecks(
  operation: OperationOf<'ModifyOrderBy'>,
  { engine, orderBy }: CheckedTable,
): readonly Check[] {
  const [before, after] = [keyExpressions(orderBy ?? operation.before), keyExpressions(operation.after)];
  if (!mergesRows(engine) || after.length === 0 || after.length >= before.length) return [];
  const table = quoteQualified(operation.target.database, operation.target.name);
  const count = (key: readonly string[]): string => `uniqExact(${key.join(', ')})`;
  return [
    checkOf(operation, {
      asks: `rows that ${engine} may merge into others, because only the cut off part of the key tells them apart`,
      sql: `SELECT toUInt64(${count(before)} - ${count(after)}) AS hits, emptyArrayString() AS samples FROM ${table} ${BOUNDED}`,
      means: 'DELETES_DATA',
    }),
  ];
}
