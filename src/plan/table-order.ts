import type { Operation } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';

/**
 * Within the phase of a table: what goes before what comes, and the TTL at the very end. What ALTER does to the definition
 * alone stands together, so that it becomes one statement.
 */
const KIND_ORDER: readonly Operation['kind'][] = [
  'DropTableProjection',
  'DropTableIndex',
  'DropTableConstraint',
  'AddTableColumn',
  'ModifyTableColumn',
  'ModifyOrderBy',
  'ModifySampleBy',
  'RemoveSampleBy',
  'AddTableIndex',
  'AddTableConstraint',
  'AddTableProjection',
  'ModifyTableComment',
  'ModifyTableSettings',
  'ModifyTableTtl',
];

/** The texts that an operation brings to a table, in which columns and dictionaries may be named. */
export function textBrought(operation: Operation): string {
  switch (operation.kind) {
    case 'CreateTable':
      return [
        ...operation.table.columns.map((column) => column.default?.expression ?? ''),
        ...operation.table.constraints.map(({ expression }) => expression),
        // Dictionary('local.countries')
        ...operation.table.engine.args,
      ].join(' , ');
    case 'AddTableColumn':
      return [operation.column.default?.expression ?? '', operation.column.ttl ?? ''].join(' , ');
    case 'ModifyTableColumn':
      return [operation.after.default?.expression ?? '', operation.after.ttl ?? ''].join(' , ');
    case 'AddTableIndex':
      return operation.index.expression;
    case 'AddTableConstraint':
      return operation.constraint.expression;
    case 'AddTableProjection':
      return operation.projection.body;
    case 'ModifyTableTtl':
      return operation.after ?? '';
    default:
      return '';
  }
}

/**
 * The place of an operation among those of its table. A conversion of stored values runs after everything that changes the
 * definition alone, unless some of that names the column and so wants its new type.
 */
export function rankOf(operation: Operation, operations: readonly Operation[]): number {
  if (operation.kind !== 'ModifyTableColumn' || operation.cost.class !== 'mutation')
    return KIND_ORDER.indexOf(operation.kind);
  const { after, target } = operation;
  const isNamed = operations.some((other) => {
    if (other === operation || other.target.name !== target.name || other.target.database !== target.database)
      return false;
    const text = textBrought(other);
    return namesIn(text).has(after.name) || (other.kind === 'AddTableProjection' && text.includes('*'));
  });
  return isNamed ? KIND_ORDER.indexOf('AddTableColumn') - 0.5 : KIND_ORDER.length;
}
