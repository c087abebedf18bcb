import type { Check } from '../../model/check.ts';
import type { Operation } from '../../model/operation.ts';
import { modifyColumnChecks } from './column-checks.ts';
import { dropChecks } from './drop-checks.ts';
import { innerChecks } from './inner-checks.ts';
import { constraintChecks, sortingKeyChecks } from './key-checks.ts';
import type { CheckedTable } from './question.ts';
import { replaceChecks } from './replace-checks.ts';
import { tableTtlChecks } from './ttl-checks.ts';
import { workChecks } from './work-checks.ts';

export { BOUNDED, type CheckedTable, LIMIT_SECONDS, shownValue } from './question.ts';

/** What the rows of a table may have against an operation. */
export function rowChecks(operation: Operation, table: CheckedTable): readonly Check[] {
  switch (operation.kind) {
    case 'ModifyTableColumn':
      return modifyColumnChecks(operation, table);
    case 'ModifyTableTtl':
      return tableTtlChecks(operation, table);
    case 'AddTableConstraint':
      return constraintChecks(operation, table);
    case 'ModifyOrderBy':
      return sortingKeyChecks(operation, table);
    case 'ModifyMaterializedViewColumns':
      return innerChecks(operation, table, rowChecks);
    case 'CreateMaterializedView':
      return replaceChecks(operation);
    default:
      return dropChecks(operation);
  }
}

/** The questions that an operation asks of the data before it may run. */
export function checksOf(operation: Operation, table: CheckedTable): readonly Check[] {
  return operation.kind === 'ModifyMaterializedViewColumns'
    ? innerChecks(operation, table, checksOf)
    : [...workChecks(operation), ...rowChecks(operation, table)];
}
