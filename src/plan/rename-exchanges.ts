import { keyNames, REBUILD_HINT } from '../facets/tables/keys.ts';
import { type Address, addressOf, partAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Action, Operation, Refusal } from '../model/operation.ts';
import { placeOf, type Rename } from '../model/rename.ts';
import type { Table } from '../model/table.ts';
import { columnMoves, renameCycles, tableMoves } from './rename-cycles.ts';

/** An operation that gives names; what it costs is told where sizes are known. */
export function renameOperation(table: Table, because: Address, action: Action): Operation {
  return {
    ...action,
    target: { database: table.database, name: table.name, cluster: table.cluster },
    because,
    hazards: [],
    cost: {
      class: action.kind === 'RenameTableColumn' ? 'mutation' : 'metadata',
      rows: null,
      bytes: null,
      parts: null,
      seconds: null,
    },
    approved: [],
    checks: [],
  };
}

export function keyRefusal(address: Address, name: string): Refusal {
  return {
    address,
    because: `ClickHouse cannot rename \`${name}\`: it is part of a key`,
    hint: REBUILD_HINT,
  };
}

const ALIKE_HINT =
  'They can change places in one plan only where their definitions differ: else nothing shows whether they have. Rename one to a third name first and apply that';

/** What came of names that are passed round. */
export interface Resolved {
  readonly operations: readonly Operation[];
  readonly refused: readonly Refusal[];
  /** Names that stay where they are though only small things tell that they belong there, a line for each exchange. */
  readonly doubts: readonly string[];
}

/** Words that stay in the code after the exchange look the same as words that were just written. */
function doubt(place: Address, names: readonly string[]): string {
  return `${place}: ${named(names)} are said to change places, and by their definitions each is in its place already, so nothing is planned. If they have, take the words out of the code; if they have not, rename one to a third name first and apply that`;
}

function named(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' and ');
}

function only(parts: Partial<Resolved>): Resolved {
  return { operations: [], refused: [], doubts: [], ...parts };
}

function alike(address: Address, names: readonly string[]): Refusal {
  const because = `${named(names)} are said to change places, and nothing tells which is which`;
  return { address, because, hint: ALIKE_HINT };
}

/** Columns of one table that pass their names round. */
function exchangedColumns(table: Table, names: readonly string[], desired: InfraMap): Resolved {
  const { address } = table;
  const keys = keyNames(table);
  const key = names.find((name) => keys.has(name));
  if (key !== undefined) return only({ refused: [keyRefusal(partAddress(address, 'column', key), key)] });
  const wanted = desired.tables.find((each) => each.address === address);
  const moves = wanted === undefined ? null : columnMoves(names, table, wanted);
  if (moves === null)
    return only({ refused: [alike(partAddress(address, 'column', names[0] ?? ''), names)] });
  const types = new Set(table.columns.flatMap(({ name, type }) => (names.includes(name) ? [type] : [])));
  if (moves.length === 0 && types.size === 1) return only({ doubts: [doubt(address, names)] });
  const operations = moves.map((move) =>
    renameOperation(table, partAddress(address, 'column', move.after), {
      kind: 'RenameTableColumn',
      ...move,
    }),
  );
  return only({ operations });
}

/** The names and types of a table's columns: what tells one table from another at first sight. */
function shapeOf({ columns }: Table): string {
  return columns.map(({ name, type }) => JSON.stringify([name, type])).join();
}

/** Tables of one database that pass their names round. */
function exchangedTables(
  database: string,
  names: readonly string[],
  state: InfraMap,
  desired: InfraMap,
): Resolved {
  const of = ({ tables }: InfraMap): readonly Table[] =>
    tables.filter((table) => table.database === database);
  const moves = tableMoves(names, of(state), of(desired));
  if (moves === null) return only({ refused: [alike(addressOf(database, names[0] ?? ''), names)] });
  const shapes = new Set(of(state).flatMap((table) => (names.includes(table.name) ? [shapeOf(table)] : [])));
  if (moves.length === 0 && shapes.size === 1) return only({ doubts: [doubt(database, names)] });
  const operations = moves.flatMap(({ name, other }) => {
    const table = of(state).find((each) => each.name === name);
    if (table === undefined) return [];
    return [renameOperation(table, addressOf(database, other), { kind: 'ExchangeTables', other })];
  });
  return only({ operations });
}

/** What renames come to that only wait for each other. */
export function exchanges(waiting: readonly Rename[], state: InfraMap, desired: InfraMap): Resolved {
  const places = [...new Set(waiting.map((rename) => placeOf(rename)))];
  const resolved = places.flatMap((place) => {
    const own = waiting.filter((rename) => placeOf(rename) === place);
    return renameCycles(own).map((names): Resolved => {
      if (own[0]?.of === 'table') return exchangedTables(place, names, state, desired);
      const table = state.tables.find(({ address }) => address === place);
      return table === undefined ? NOTHING : exchangedColumns(table, names, desired);
    });
  });
  return {
    operations: resolved.flatMap(({ operations }) => operations),
    refused: resolved.flatMap(({ refused }) => refused),
    doubts: resolved.flatMap(({ doubts }) => doubts),
  };
}

const NOTHING: Resolved = only({});

/** Whether a rename only waits for others that wait for it. */
export function isPassedRound(rename: Rename, waiting: readonly Rename[]): boolean {
  const own = waiting.filter((other) => placeOf(other) === placeOf(rename));
  return renameCycles(own).some((names) => names.includes(rename.before));
}
