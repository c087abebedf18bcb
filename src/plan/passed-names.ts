import { type Address, addressOf, partAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard, Operation } from '../model/operation.ts';
import type { Table } from '../model/table.ts';
import { columnDestinations, renameCycles, tableDestinations } from './rename-cycles.ts';
import { simulate } from './simulate.ts';

/** Names that things came from, by the names that they have now. What has its own name need not be in it. */
export type Origins = ReadonlyMap<string, string>;

/** A table, or a column of one, that an operation gives another name. */
interface Move {
  /** Index of the operation. */
  readonly at: number;
  /** The table in the names that the plan starts with. */
  readonly table: Address;
  /** Null for the table itself. */
  readonly column: string | null;
}

interface Walk {
  readonly tables: Origins;
  /** By the address that a table has at the end. */
  readonly columns: ReadonlyMap<Address, Origins>;
  readonly moves: readonly Move[];
}

function originIn(origins: Origins, name: string): string {
  return origins.get(name) ?? name;
}

/** Something that was `before` is `after` now. */
function renamed(origins: Origins, before: string, after: string): Origins {
  return new Map([
    ...[...origins].filter(([name]) => name !== before && name !== after),
    [after, originIn(origins, before)],
  ]);
}

function exchanged(origins: Origins, one: string, other: string): Origins {
  return new Map([...origins, [one, originIn(origins, other)], [other, originIn(origins, one)]]);
}

const UNMOVED: Origins = new Map();

function afterTables(walk: Walk, before: Address, after: Address, isExchange: boolean, at: number): Walk {
  const { tables, columns, moves } = walk;
  const [own, other] = [columns.get(before) ?? UNMOVED, columns.get(after) ?? UNMOVED];
  const moved = [before, ...(isExchange ? [after] : [])];
  return {
    tables: isExchange ? exchanged(tables, before, after) : renamed(tables, before, after),
    columns: new Map([...columns, [after, own], [before, isExchange ? other : UNMOVED]]),
    moves: [...moves, ...moved.map((name) => ({ at, table: originIn(tables, name), column: null }))],
  };
}

function afterOperation(walk: Walk, operation: Operation, at: number): Walk {
  const { database, name } = operation.target;
  const address = addressOf(database, name);
  if (operation.kind === 'RenameTable')
    return afterTables(walk, address, addressOf(database, operation.after), false, at);
  if (operation.kind === 'ExchangeTables')
    return afterTables(walk, address, addressOf(database, operation.other), true, at);
  if (operation.kind !== 'RenameTableColumn') return walk;
  const own = walk.columns.get(address) ?? UNMOVED;
  const column = originIn(own, operation.before);
  return {
    ...walk,
    columns: new Map([...walk.columns, [address, renamed(own, operation.before, operation.after)]]),
    moves: [...walk.moves, { at, table: originIn(walk.tables, address), column }],
  };
}

const STANDING: Walk = { tables: UNMOVED, columns: new Map(), moves: [] };

function walkOf(operations: readonly Operation[]): Walk {
  return operations.reduce(afterOperation, STANDING);
}

function elsewhere(origins: Origins): Origins {
  return new Map([...origins].filter(([after, before]) => after !== before));
}

/** Names that tables came from, by the names that they have once every rename has run; only those with another one. */
export function tableOrigins(operations: readonly Operation[]): Origins {
  return elsewhere(walkOf(operations).tables);
}

type Belongs = (names: readonly string[]) => ReadonlyMap<string, string> | null;

/** Of things that pass their names round, those that do not come to where the code declares them. */
function strayed(origins: Origins, belongs: Belongs): readonly string[] {
  const cycles = renameCycles([...origins].map(([after, before]) => ({ before, after })));
  return cycles.flatMap((names) => {
    const places = belongs(names);
    return names.filter((before) => {
      const after = places?.get(before);
      return after === undefined || origins.get(after) !== before;
    });
  });
}

function tablesBelong(base: InfraMap, desired: InfraMap): Belongs {
  const byAddress = ({ tables }: InfraMap): readonly Table[] =>
    tables.map((table) => ({ ...table, name: table.address }));
  return (names) => tableDestinations(names, byAddress(base), byAddress(desired));
}

/** Tables that pass their names round and do not come to where the code declares them, by their addresses of before. */
export function strayedTables(origins: Origins, base: InfraMap, desired: InfraMap): ReadonlySet<Address> {
  return new Set(strayed(origins, tablesBelong(base, desired)));
}

/** The names at the start of a plan, in the code, and at its end. */
interface NamesOf {
  readonly base: ReadonlySet<string>;
  readonly desired: ReadonlySet<string>;
  readonly reached: ReadonlySet<string>;
}

/**
 * What is moved under a name that stays, or away from one, though the code does not say so: it is exchanged with what is
 * declared alike, something new stands where it was, or it takes the place of what is dropped.
 */
function misplaced(origins: Origins, names: NamesOf, belongs: Belongs): readonly string[] {
  const moved = new Set(origins.values());
  const others = [...origins].filter(([after, before]) => {
    const { base, desired, reached } = names;
    const isReplaced = base.has(before) && desired.has(before) && reached.has(before) && !origins.has(before);
    return isReplaced || (base.has(after) && desired.has(after) && !moved.has(after));
  });
  return [...strayed(origins, belongs), ...others.map(([, before]) => before)];
}

const addressesOf = ({ tables }: InfraMap): ReadonlySet<string> =>
  new Set(tables.map(({ address }) => address));
const columnsOf = (table: Table): ReadonlySet<string> => new Set(table.columns.map(({ name }) => name));

/** Columns that come to stand under another name than they belong to, by their addresses of before. */
function misplacedColumns(
  walk: Walk,
  base: InfraMap,
  desired: InfraMap,
  reached: InfraMap,
): readonly string[] {
  return [...walk.columns].flatMap(([address, columns]) => {
    const origin = originIn(walk.tables, address);
    const find = ({ tables }: InfraMap, name: string) => tables.find((table) => table.address === name);
    const [before, after, end] = [find(base, origin), find(desired, address), find(reached, address)];
    if (before === undefined || after === undefined || end === undefined) return [];
    const names = { base: columnsOf(before), desired: columnsOf(after), reached: columnsOf(end) };
    const belongs: Belongs = (cycle) => columnDestinations(cycle, before, after);
    return misplaced(elsewhere(columns), names, belongs).map((name) => partAddress(origin, 'column', name));
  });
}

const MISPLACED: readonly Hazard[] = ['CHANGES_VALUES'];

/**
 * `CHANGES_VALUES` for each rename that ends with other rows or values under a name that stays, where neither a rename in the
 * code nor the definitions ask for it. A plan as it was made has none.
 *
 * @param base the state that the plan starts from
 * @param desired the one that it ends in
 * @returns for each operation, in their order
 */
export function passedNameHazards(
  operations: readonly Operation[],
  base: InfraMap,
  desired: InfraMap,
): readonly (readonly Hazard[])[] {
  const walk = walkOf(operations);
  if (walk.moves.length === 0) return operations.map(() => []);
  const reached = simulate(base, operations);
  const names = { base: addressesOf(base), desired: addressesOf(desired), reached: addressesOf(reached) };
  const wrong = new Set([
    ...misplaced(elsewhere(walk.tables), names, tablesBelong(base, desired)),
    ...misplacedColumns(walk, base, desired, reached),
  ]);
  const found = walk.moves.filter(({ table, column }) =>
    wrong.has(column === null ? table : partAddress(table, 'column', column)),
  );
  const at = new Set(found.map((move) => move.at));
  return operations.map((_, index) => (at.has(index) ? MISPLACED : []));
}
