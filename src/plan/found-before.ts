import { addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import type { Column } from '../model/table.ts';

/**
 * The column that a change is said to begin with, as it is found: its type, whether it is stored, whether it has a TTL. Of the
 * rest the words of the plan are kept: in one that was written by hand they are not ClickHouse's own.
 */
function foundColumn(before: Column, found: Column): Column {
  return {
    ...before,
    type: found.type,
    default: before.default?.kind === found.default?.kind ? before.default : found.default,
    ttl: found.ttl === null ? null : before.ttl,
  };
}

/**
 * An operation with what it changes as the state has it, whatever it says itself: a plan may be written by hand, and what is
 * at stake is what is there.
 *
 * @param map the state that it meets
 */
export function withFoundBefore(operation: Operation, map: InfraMap): Operation {
  const address = addressOf(operation.target.database, operation.target.name);
  const table = map.tables.find((each) => each.address === address);
  if (table === undefined) return operation;
  if (operation.kind === 'ModifyTableTtl')
    return table.ttl === null ? { ...operation, before: null } : operation;
  if (operation.kind !== 'ModifyTableColumn') return operation;
  const found = table.columns.find(({ name }) => name === operation.after.name);
  return found === undefined ? operation : { ...operation, before: foundColumn(operation.before, found) };
}

/** Whether a column of an operation's table was added by the plan itself, and so holds nothing that anybody wrote. */
export function isAddedBefore(operation: Operation, column: string, earlier: readonly Operation[]): boolean {
  const { database, name } = operation.target;
  const last = earlier.findLast(
    (other) =>
      other.target.database === database &&
      other.target.name === name &&
      ((other.kind === 'AddTableColumn' && other.column.name === column) ||
        (other.kind === 'RenameTableColumn' && other.after === column)),
  );
  return last?.kind === 'AddTableColumn';
}
