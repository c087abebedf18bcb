import { columnFacetNames } from '../facets/columns/index.ts';
import { engineOf } from '../facets/engines/index.ts';
import { keyNames } from '../facets/tables/keys.ts';
import { typeChange } from '../facets/types/change.ts';
import { isSameValue } from '../model/hash.ts';
import type { RenameCandidate } from '../model/rename.ts';
import type { Column, Table } from '../model/table.ts';
import { bestPairs } from './best-pairs.ts';
import { likeness } from './likeness.ts';

/** Share of the attributes besides the type in which two columns agree. */
function agreement(before: Column, after: Column): number {
  const others = columnFacetNames.filter((name) => name !== 'type');
  const equal = others.filter((name) => isSameValue(before[name], after[name]));
  return equal.length / others.length;
}

/** What another type takes off: it is a further doubt, but a rename may come with a change of type. */
const OTHER_TYPE = 0.15;

function score(before: Column, after: Column, distance: number): number {
  const doubt = before.type === after.type ? 0 : OTHER_TYPE;
  return (
    0.15 -
    doubt +
    0.5 * likeness(before.name, after.name) +
    0.2 * (1 - distance) +
    0.15 * agreement(before, after)
  );
}

const LEAST_NAME_LIKENESS = 0.3;
const LEAST_NAME_LIKENESS_OF_OTHER_TYPE = 0.5;
const LEAST_SCORE = 0.5;

/** Names alike enough to ask; a type that cannot become the other one is no rename, for the values could not stay. */
function isConceivable(before: Column, after: Column): boolean {
  const alike = likeness(before.name, after.name);
  if (before.type === after.type) return alike >= LEAST_NAME_LIKENESS;
  return alike >= LEAST_NAME_LIKENESS_OF_OTHER_TYPE && typeChange(before.type, after.type).refuse === null;
}

/** The two tables, and the columns of each that the other one has not. */
interface Difference {
  readonly live: Table;
  readonly desired: Table;
  readonly removed: readonly Column[];
  readonly added: readonly Column[];
}

function differenceOf(live: Table, desired: Table): Difference {
  const wanted = new Set(desired.columns.map(({ name }) => name));
  const known = new Set(live.columns.map(({ name }) => name));
  return {
    live,
    desired,
    removed: live.columns.filter(({ name }) => !wanted.has(name)),
    added: desired.columns.filter(({ name }) => !known.has(name)),
  };
}

function candidate({ live, desired }: Difference, before: Column, after: Column): RenameCandidate {
  const columns = live.columns.length;
  const apart = Math.abs(live.columns.indexOf(before) - desired.columns.indexOf(after));
  return {
    of: 'column',
    table: live.address,
    before: before.name,
    after: after.name,
    likeness: score(before, after, columns < 2 ? 0 : Math.min(1, apart / columns)),
  };
}

function alikeIn(difference: Difference): readonly RenameCandidate[] {
  const pairs = difference.removed.flatMap((before) =>
    difference.added
      .filter((after) => isConceivable(before, after))
      .map((after) => candidate(difference, before, after)),
  );
  return bestPairs(pairs.filter((pair) => pair.likeness >= LEAST_SCORE));
}

/** Columns by the column before them that both tables have; null for those before the first such one. */
function byPlace(
  all: readonly Column[],
  own: readonly Column[],
  isShared: (name: string) => boolean,
): ReadonlyMap<string | null, readonly Column[]> {
  const places = new Map<string | null, readonly Column[]>();
  let last: string | null = null;
  for (const column of all) {
    if (isShared(column.name)) last = column.name;
    else if (own.includes(column)) places.set(last, [...(places.get(last) ?? []), column]);
  }
  return places;
}

/** Whether a column's values are there to be kept, and may be: keys cannot be renamed. */
function canKeep({ engine }: Table, keys: ReadonlySet<string>, { name, default: own }: Column): boolean {
  const { holdsData, alters } = engineOf(engine.name);
  const isStored = own?.kind !== 'ALIAS' && own?.kind !== 'EPHEMERAL';
  return holdsData && alters.rename && isStored && !keys.has(name);
}

/** Where as many columns go as come between the same two others, those of one type and the same attributes, whatever their names. */
function inPlaceIn(difference: Difference): readonly RenameCandidate[] {
  const { live, desired, removed, added } = difference;
  // Of a protected table no column is dropped: nothing is lost that a question could keep.
  if (desired.lifeCycle !== 'FULLY_MANAGED') return [];
  const known = new Set(live.columns.map(({ name }) => name));
  const wanted = new Set(desired.columns.map(({ name }) => name));
  const isShared = (name: string): boolean => known.has(name) && wanted.has(name);
  const keys = keyNames(live);
  const coming = byPlace(desired.columns, added, isShared);
  return [...byPlace(live.columns, removed, isShared)].flatMap(([place, gone]) => {
    const come = coming.get(place) ?? [];
    if (come.length !== gone.length) return [];
    return gone.flatMap((before, at) => {
      const after = come[at];
      if (after === undefined || before.type !== after.type || agreement(before, after) < 1) return [];
      return canKeep(live, keys, before) ? [candidate(difference, before, after)] : [];
    });
  });
}

/**
 * Pairs of a column that goes and one that comes that look like one column under a new name: by the likeness of their names,
 * with the type, the place and the other attributes, and of the rest those that only differ in name. Each column stands in
 * one pair at most, the best first.
 */
export function columnCandidates(live: Table, desired: Table): readonly RenameCandidate[] {
  const difference = differenceOf(live, desired);
  const alike = alikeIn(difference);
  const rest: Difference = {
    ...difference,
    removed: difference.removed.filter(({ name }) => !alike.some(({ before }) => before === name)),
    added: difference.added.filter(({ name }) => !alike.some(({ after }) => after === name)),
  };
  return [...alike, ...inPlaceIn(rest)];
}
