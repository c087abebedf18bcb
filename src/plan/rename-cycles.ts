import { columnFacetNames } from '../facets/columns/index.ts';
import { tableFacetNames } from '../facets/tables/index.ts';
import { isSameValue } from '../model/hash.ts';
import type { Rename } from '../model/rename.ts';
import type { Column, Table } from '../model/table.ts';

/** A name given to a column for a moment, while others take each other's: by it an interrupted exchange is found again. */
export function passingName(after: string): string {
  return `moose_becomes_${after}`;
}

/** Beyond these nobody tries every arrangement. */
const MOST_IN_A_CYCLE = 5;

function arrangements(size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return arrangements(size - 1).flatMap((shorter) =>
    Array.from({ length: size }, (_, at) => [...shorter.slice(0, at), size - 1, ...shorter.slice(at)]),
  );
}

/**
 * To which place each of some things goes so that all fit best; null where two arrangements fit alike, as they do for things
 * that cannot be told apart.
 *
 * @param agreement how much of one is as in the other
 */
function bestPlaces<T>(
  before: readonly T[],
  after: readonly T[],
  agreement: (before: T, after: T) => number,
): readonly number[] | null {
  if (before.length > MOST_IN_A_CYCLE) return null;
  const scored = arrangements(before.length).map((places) => {
    const fits = places.map((place, at) => {
      const [one, other] = [before[at], after[place]];
      return one === undefined || other === undefined ? 0 : agreement(one, other);
    });
    return { places, score: fits.reduce((sum, fit) => sum + fit, 0) };
  });
  const [best, second] = scored.sort((a, b) => b.score - a.score);
  return best === undefined || best.score === second?.score ? null : best.places;
}

/** The type says more than all the rest. */
function columnAgreement(before: Column, after: Column): number {
  const equal = columnFacetNames.filter((name) => isSameValue(before[name], after[name])).length;
  return equal + (before.type === after.type ? columnFacetNames.length : 0);
}

function tableAgreement(before: Table, after: Table): number {
  const others = tableFacetNames.filter((name) => name !== 'columns');
  const equal = others.filter((name) => isSameValue(before[name], after[name])).length;
  const types = new Map(after.columns.map(({ name, type }) => [name, type]));
  const shared = before.columns.filter(({ name, type }) => types.get(name) === type).length;
  return equal + others.length * (2 * shared - before.columns.length - after.columns.length);
}

interface Named {
  readonly name: string;
}

/** Who goes where so that all fit best; null where that is not clear. */
function destinations<T extends Named>(
  names: readonly string[],
  live: readonly T[],
  desired: readonly T[],
  agreement: (before: T, after: T) => number,
): ReadonlyMap<string, string> | null {
  const find = (things: readonly T[]): readonly T[] =>
    names.flatMap((name) => things.find((thing) => thing.name === name) ?? []);
  const [before, after] = [find(live), find(desired)];
  if (before.length !== names.length || after.length !== names.length) return null;
  const places = bestPlaces(before, after, agreement);
  return places && new Map(names.map((name, at) => [name, names[places[at] ?? at] ?? name]));
}

/** Where tables that pass their names round belong by their definitions; null where nothing tells. */
export function tableDestinations(
  names: readonly string[],
  live: readonly Table[],
  desired: readonly Table[],
): ReadonlyMap<string, string> | null {
  return destinations(names, live, desired, tableAgreement);
}

/** The same for columns of one table. */
export function columnDestinations(
  names: readonly string[],
  live: Table,
  desired: Table,
): ReadonlyMap<string, string> | null {
  return destinations(names, live.columns, desired.columns, columnAgreement);
}

/** The cycles of a mapping: each begins with its smallest name and goes from a name to where that goes. What stays where it is belongs to none. */
function cyclesIn(target: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const seen = new Set<string>();
  for (const start of [...target.keys()].sort()) {
    const cycle: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !seen.has(name)) {
      seen.add(name);
      cycle.push(name);
      name = target.get(name);
    }
    if (name === start && cycle.length > 1) cycles.push(cycle);
  }
  return cycles;
}

/** The names that some renames only pass round: `a` to `b` and `b` to `a`. */
export function renameCycles(
  renames: readonly Pick<Rename, 'before' | 'after'>[],
): readonly (readonly string[])[] {
  return cyclesIn(new Map(renames.map(({ before, after }) => [before, after])));
}

/**
 * How columns that pass their names round come to the places where the code declares them; empty where each is there
 * already, null where nothing tells which is which.
 */
export function columnMoves(
  names: readonly string[],
  live: Table,
  desired: Table,
): readonly { readonly before: string; readonly after: string }[] | null {
  const target = columnDestinations(names, live, desired);
  if (target === null) return null;
  return cyclesIn(target).flatMap((cycle) => {
    const [first = '', second = ''] = cycle;
    const others = cycle.slice(1).map((before, at) => ({ before, after: cycle[at + 2] ?? first }));
    // One steps aside, and each of the others can move up.
    return [
      { before: first, after: passingName(second) },
      ...others.toReversed(),
      { before: passingName(second), after: second },
    ];
  });
}

/** The same for tables, as exchanges of two; each puts the table that was `name` to its place. */
export function tableMoves(
  names: readonly string[],
  live: readonly Table[],
  desired: readonly Table[],
): readonly { readonly name: string; readonly other: string }[] | null {
  const target = tableDestinations(names, live, desired);
  if (target === null) return null;
  return cyclesIn(target).flatMap((cycle) => {
    const [name = ''] = cycle;
    return cycle.slice(1).map((other) => ({ name, other }));
  });
}
