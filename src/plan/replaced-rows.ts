import { engineOf } from '../facets/engines/index.ts';
import { replacesRows } from '../facets/views/refresh.ts';
import { type Address, addressOf, addressOfName } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import type { MaterializedView } from '../model/view.ts';

/** The table all of whose rows each run of a view replaces; null for a view that adds to them or has a table of its own. */
export function replacedTable({ refresh, target }: MaterializedView): Address | null {
  return target !== null && replacesRows(refresh) ? addressOfName(target) : null;
}

/**
 * The table whose rows are gone once a new view has run for the first time; null where none are: the table is made by the same
 * plan, or another view replaces its rows already.
 *
 * @param state the tables as they are before the view is made, and the views that the plan starts from
 * @param isNew whether the plan makes a table, and puts nothing into it
 */
export function emptiedBy(
  view: MaterializedView,
  state: Pick<InfraMap, 'tables' | 'materializedViews'>,
  isNew: (table: Address) => boolean,
): Address | null {
  const target = replacedTable(view);
  if (target === null || isNew(target)) return null;
  if (state.materializedViews.some((other) => replacedTable(other) === target)) return null;
  const table = state.tables.find(({ address }) => address === target);
  return table === undefined || engineOf(table.engine.name).holdsData ? target : null;
}

function putsRowsInto(operation: Operation, table: Address, name: string): boolean {
  const { database } = operation.target;
  switch (operation.kind) {
    case 'RenameTable':
      return addressOf(database, operation.after) === table;
    case 'ExchangeTables':
      return [operation.target.name, operation.other].some((each) => addressOf(database, each) === table);
    case 'PopulateMaterializedView':
      return operation.view.target !== null && addressOfName(operation.view.target) === table;
    case 'RawSql':
      return operation.sql.some((sql) => namesIn(sql).has(name));
    default:
      return false;
  }
}

/**
 * The table that an operation of a plan empties by the first run of the view that it makes; null for none.
 *
 * @param map the state that the operation meets
 * @param base the state that the plan starts from
 */
export function emptiedByOperation(
  operation: Operation,
  map: InfraMap,
  base: InfraMap,
  earlier: readonly Operation[],
): Address | null {
  if (operation.kind !== 'CreateMaterializedView') return null;
  const name = operation.view.target?.name ?? '';
  return emptiedBy(operation.view, { ...map, materializedViews: base.materializedViews }, (table) => {
    const made = earlier.findLastIndex(
      (other) => other.kind === 'CreateTable' && other.table.address === table,
    );
    return made >= 0 && !earlier.slice(made).some((other) => putsRowsInto(other, table, name));
  });
}
