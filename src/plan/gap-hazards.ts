import { type Address, addressOf, addressOfName } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard, Operation, OperationOf } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import type { MaterializedView } from '../model/view.ts';
import { namesReadBy, takesAllColumns } from './dependents.ts';
import { olderVersionsOf } from './old-versions.ts';
import { simulateOperation } from './simulate.ts';
import { copyPlaces } from './sql-words.ts';

function addressOfTarget({ target }: Operation): Address {
  return addressOfName(target);
}

function writesTo(view: MaterializedView, address: Address): boolean {
  return view.target !== null && addressOfName(view.target) === address;
}

/** What an INSERT sets off, in a state. */
function pushedViews({ materializedViews }: InfraMap): readonly MaterializedView[] {
  return materializedViews.filter(({ refresh }) => refresh === null);
}

/** Whether the plan makes anything else of what a view reads. */
function isChanged(view: MaterializedView, later: readonly Operation[]): boolean {
  return later.some(
    (other) =>
      (other.kind === 'ModifyMaterializedViewQuery' || other.kind === 'DropMaterializedView') &&
      addressOfTarget(other) === view.address,
  );
}

/** What is inserted under the new name sets no view off that still reads the old one, without any error (26.7). */
function ofTableRename(operation: OperationOf<'RenameTable'>, map: InfraMap): readonly Hazard[] {
  const views = pushedViews(map);
  const address = addressOfTarget(operation);
  return [
    ...(views.some((view) => namesReadBy(view).has(operation.target.name))
      ? (['LOSES_ROWS_IN_GAP'] as const)
      : []),
    // A view finds its target by name: without one, the INSERT into its source is refused (60).
    ...(views.some((view) => writesTo(view, address)) ? (['BLOCKS_WRITES'] as const) : []),
  ];
}

/** Views go on reading by name: until they are changed as well, each gets the rows that were meant for the other. */
function ofExchange(
  operation: OperationOf<'ExchangeTables'>,
  map: InfraMap,
  later: readonly Operation[],
): readonly Hazard[] {
  const names = [operation.target.name, operation.other];
  const isRead = pushedViews(map).some(
    (view) => names.some((name) => namesReadBy(view).has(name)) && isChanged(view, later),
  );
  return isRead ? ['LOSES_ROWS_IN_GAP'] : [];
}

/**
 * A view that names the column makes the INSERT fail (47); one that takes all columns gives the new name to a target that
 * may not have it, and one that fills the column gives the old one: such values are left out without a word (26.7).
 */
function ofColumnRename(
  { target, before }: OperationOf<'RenameTableColumn'>,
  map: InfraMap,
): readonly Hazard[] {
  const views = pushedViews(map);
  const readers = views.filter((view) => namesReadBy(view).has(target.name));
  const isNamed = readers.some((view) => namesReadBy(view).has(before));
  const isLeftOut =
    readers.some(({ select }) => takesAllColumns(select)) ||
    views.some(
      (view) =>
        writesTo(view, addressOfName(target)) && namesIn(`${view.select} ${view.columns ?? ''}`).has(before),
    );
  return [
    ...(isNamed ? (['BLOCKS_WRITES'] as const) : []),
    ...(isLeftOut ? (['LOSES_ROWS_IN_GAP'] as const) : []),
  ];
}

/**
 * What a copy took of a table that a view fills, until another view fills the table that it went to: rows that come meanwhile
 * stand in the first one only.
 */
function ofCopy(
  { sql }: OperationOf<'RawSql'>,
  map: InfraMap,
  later: readonly Operation[],
): readonly Hazard[] {
  const isMissed = sql.some((statement) => {
    const places = copyPlaces(statement, map.defaultDatabase);
    return (
      places !== null &&
      later.some((other) => isPushedInto(other, places.into)) &&
      pushedViews(map).some((view) => places.from.some((table) => writesTo(view, table)))
    );
  });
  return isMissed ? ['LOSES_ROWS_IN_GAP'] : [];
}

/** Whether an operation makes a view that an INSERT sets off, and that fills a table. */
function isPushedInto(operation: Operation, table: Address): boolean {
  return (
    operation.kind === 'CreateMaterializedView' &&
    operation.view.refresh === null &&
    writesTo(operation.view, table)
  );
}

/** The tables that a dropped view reads and fills, as they go on: under a new name, or in a new version. */
interface Heirs {
  /** By name alone, as a query may name them. */
  readonly read: ReadonlySet<string>;
  readonly filled: ReadonlySet<Address>;
}

function heirsAfter({ read, filled }: Heirs, operation: Operation, base: InfraMap): Heirs {
  if (operation.kind === 'RenameTable') {
    const { database, name } = operation.target;
    const [before, after] = [addressOf(database, name), addressOf(database, operation.after)];
    return {
      read: read.has(name) ? new Set([...read, operation.after]) : read,
      filled: new Set([...filled].map((table) => (table === before ? after : table))),
    };
  }
  if (operation.kind !== 'CreateTable') return { read, filled };
  const { table } = operation;
  const older = olderVersionsOf(table, base.tables);
  return {
    read: older.some(({ name }) => read.has(name)) ? new Set([...read, table.name]) : read,
    filled: older.some(({ address }) => filled.has(address)) ? new Set([...filled, table.address]) : filled,
  };
}

/**
 * The creation that fills again what the drop of a view stops filling: it fills the same table from one of the same tables,
 * under whatever names they have by then, or a new version of either. Null where nothing does.
 *
 * @param base the state that the plan starts from
 */
export function refillOf(
  drop: Operation,
  base: InfraMap,
  operations: readonly Operation[],
): OperationOf<'CreateMaterializedView'> | null {
  const view = pushedViews(base).find(({ address }) => address === addressOfTarget(drop));
  if (drop.kind !== 'DropMaterializedView' || view === undefined || view.target === null) return null;
  const named = namesReadBy(view);
  let heirs: Heirs = {
    read: new Set(base.tables.flatMap(({ name }) => (named.has(name) ? [name] : []))),
    filled: new Set([addressOfName(view.target)]),
  };
  let isDropped = false;
  for (const operation of operations) {
    if (operation === drop) isDropped = true;
    heirs = heirsAfter(heirs, operation, base);
    if (!isDropped || operation.kind !== 'CreateMaterializedView') continue;
    const names = namesReadBy(operation.view);
    const isHeir = [...heirs.filled].some((table) => isPushedInto(operation, table));
    if (isHeir && [...heirs.read].some((name) => names.has(name))) return operation;
  }
  return null;
}

function gapsOf(operation: Operation, map: InfraMap, later: readonly Operation[]): readonly Hazard[] {
  switch (operation.kind) {
    case 'RenameTable':
      return ofTableRename(operation, map);
    case 'ExchangeTables':
      return ofExchange(operation, map, later);
    case 'RenameTableColumn':
      return ofColumnRename(operation, map);
    case 'RawSql':
      return ofCopy(operation, map, later);
    default:
      return [];
  }
}

const REFILLED: readonly Hazard[] = ['LOSES_ROWS_IN_GAP'];

/**
 * What becomes of rows that are inserted between an operation and the one that lets them through again:
 * `LOSES_ROWS_IN_GAP` where they, or values of them, are missed without a word, `BLOCKS_WRITES` where their INSERT is
 * refused. What shows in a rehearsal only is not among these.
 *
 * @param base what is ours of the state that the plan starts from
 * @returns for each operation, in their order
 */
export function gapHazards(operations: readonly Operation[], base: InfraMap): readonly (readonly Hazard[])[] {
  let map = base;
  return operations.map((operation, at) => {
    const isRefilled = refillOf(operation, base, operations) !== null;
    const hazards = isRefilled ? REFILLED : gapsOf(operation, map, operations.slice(at + 1));
    map = simulateOperation(map, operation);
    return hazards;
  });
}
