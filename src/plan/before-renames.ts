import { type Address, addressOf, type ObjectName } from '../model/address.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import type { Column } from '../model/table.ts';
import { renameInColumn, renameInText } from './rename-text.ts';

type ColumnRename = Pick<OperationOf<'RenameTableColumn'>, 'before' | 'after'>;

/** The table on the server now that an operation will meet under the name of then, and what became of its columns. */
interface Origin {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly ColumnRename[];
}

/** By address of then; null for what the plan itself creates. What is not in it has had its name all the time. */
type Origins = ReadonlyMap<Address, Origin | null>;

function withOldColumn(operation: Operation, { before, after }: ColumnRename): Operation {
  const name = (value: string): string => (value === after ? before : value);
  const text = (value: string): string => renameInText(value, after, before);
  const column = (value: Column): Column => renameInColumn(value, after, before);
  switch (operation.kind) {
    case 'ModifyTableColumn':
      return { ...operation, before: column(operation.before), after: column(operation.after) };
    case 'DropTableColumn':
    case 'MaterializeTableColumn':
      return { ...operation, column: name(operation.column) };
    case 'RenameTableColumn':
      return { ...operation, before: name(operation.before) };
    case 'ModifyTableTtl':
      return { ...operation, after: operation.after && text(operation.after) };
    case 'ModifyOrderBy':
      return {
        ...operation,
        before: operation.before && text(operation.before),
        after: text(operation.after),
      };
    case 'AddTableConstraint': {
      const { constraint } = operation;
      return { ...operation, constraint: { ...constraint, expression: text(constraint.expression) } };
    }
    default:
      return operation;
  }
}

/** An operation that stands behind a rename of its column or table, as it must read before it. */
export function asBefore(
  operation: Operation,
  rename: OperationOf<'RenameTable' | 'RenameTableColumn'>,
): Operation {
  const { target } = operation;
  if (target.database !== rename.target.database) return operation;
  if (rename.kind === 'RenameTableColumn')
    return target.name === rename.target.name ? withOldColumn(operation, rename) : operation;
  return target.name === rename.after
    ? { ...operation, target: { ...target, name: rename.target.name } }
    : operation;
}

/** The table whose rows an operation is about: its own, or the one that a new view fills. */
export function askedTable(operation: Operation): ObjectName {
  return (operation.kind === 'CreateMaterializedView' ? operation.view.target : null) ?? operation.target;
}

function originOf(origins: Origins, { database, name }: ObjectName): Origin | null {
  const known = origins.get(addressOf(database, name));
  return known === undefined ? { database, name, columns: [] } : known;
}

function originsAfter(origins: Origins, operation: Operation): Origins {
  const { database, name } = operation.target;
  const address = addressOf(database, name);
  const origin = originOf(origins, operation.target);
  switch (operation.kind) {
    case 'CreateTable':
      return new Map([...origins, [address, null]]);
    case 'RenameTable':
      return new Map([...origins, [address, null], [addressOf(database, operation.after), origin]]);
    case 'ExchangeTables': {
      return new Map([
        ...origins,
        [address, originOf(origins, { database, name: operation.other })],
        [addressOf(database, operation.other), origin],
      ]);
    }
    case 'RenameTableColumn': {
      if (origin === null) return origins;
      const columns = [...origin.columns, { before: operation.before, after: operation.after }];
      return new Map([...origins, [address, { ...origin, columns }]]);
    }
    default:
      return origins;
  }
}

/**
 * Each operation in the names that its table and columns have before the plan runs, so that the rows can be asked about it
 * now; null where its table is only created by the plan.
 */
export function beforeRenames(operations: readonly Operation[]): readonly (Operation | null)[] {
  let origins: Origins = new Map();
  return operations.map((operation) => {
    const origin = originOf(origins, askedTable(operation));
    origins = originsAfter(origins, operation);
    if (origin === null) return null;
    // The newest name is taken back first: in a chain one column has the name that another one had.
    const named = origin.columns.toReversed().reduce(withOldColumn, operation);
    const { database, name } = origin;
    if (operation.kind === 'CreateMaterializedView' && operation.view.target !== null)
      return { ...operation, view: { ...operation.view, target: { database, name } } };
    return { ...named, target: { ...named.target, database, name } };
  });
}
