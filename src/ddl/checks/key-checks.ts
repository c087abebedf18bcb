import { mergesMore, mergesRows, plainEngineName } from '../../facets/engines/index.ts';
import { keyExpressions } from '../../model/canonical-text.ts';
import type { Check } from '../../model/check.ts';
import type { Operation, OperationOf } from '../../model/operation.ts';
import type { Table } from '../../model/table.ts';
import { type Copied, newRows } from './copied-rows.ts';
import { type CheckedTable, ownRows, rowCheck, sourceCheck } from './question.ts';

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
  table: CheckedTable,
): readonly Check[] {
  const { engine, orderBy } = table;
  const [before, after] = [keyExpressions(orderBy ?? operation.before), keyExpressions(operation.after)];
  if (!mergesRows(engine) || after.length === 0 || after.length >= before.length) return [];
  return [
    sourceCheck(operation, ownRows(operation, table), {
      asks: `rows that ${engine} may merge into others, because only the cut off part of the key tells them apart`,
      results: `toUInt64(${distinct(before)} - ${distinct(after)}) AS hits, emptyArrayString() AS samples`,
      where: null,
      shows: null,
      means: 'DELETES_DATA',
      settles: [],
    }),
  ];
}

/**
 * How many different values a key has. A NULL by itself is not counted, nor one in a tuple, which the server takes off; in an
 * array it is a value like any other (26.7).
 */
export function distinct(key: readonly string[]): string {
  return key.length === 0 ? '1' : `uniqExact([tuple(${key.join(', ')})])`;
}

/** The columns whose values tell rows apart when parts are merged, which never happens across partitions. */
function mergingKey({ partitionBy, orderBy }: Table): readonly string[] {
  return [...keyExpressions(partitionBy), ...keyExpressions(orderBy)];
}

/** Rows that a new table makes one of, where the one that it is filled from keeps them apart. */
export function mergedChecks(operation: Operation, copied: Copied): readonly Check[] {
  const { from, into } = copied;
  if (!mergesMore(from, into)) return [];
  const key = mergingKey(into);
  return [
    sourceCheck(operation, newRows(copied, key), {
      asks: `rows that ${plainEngineName(into.engine.name)} may merge into others, because their key (${keyExpressions(into.orderBy).join(', ')}) is the same`,
      results: `toUInt64(greatest(count() - ${distinct(key)}, 0)) AS hits, emptyArrayString() AS samples`,
      where: null,
      shows: null,
      means: 'CHANGES_VALUES',
      settles: ['CHANGES_VALUES'],
    }),
  ];
}
