import { columnFacetNames } from '../facets/columns/index.ts';
import { typeChange } from '../facets/types/change.ts';
import { isSameValue } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { RenameCandidate } from '../model/rename.ts';
import type { Column, Table } from '../model/table.ts';
import { likeness } from './likeness.ts';

/** Share of the attributes besides the type in which two columns agree. */
function agreement(before: Column, after: Column): number {
  const others = columnFacetNames.filter((name) => name !== 'type');
  const equal = others.filter((name) => isSameValue(before[name], after[name]));
  return equal.length / others.length;
}

/** What another type takes off: it is a further doubt, but a rename may come with a change of type. */
const OTHER_TYPE = 0.15;

function score(before: Column, after: Column, positions: readonly [number, number], columns: number): number {
  const [from, to] = positions;
  const distance = columns < 2 ? 0 : Math.abs(from - to) / columns;
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

function candidatesOf(live: Table, desired: Table): readonly RenameCandidate[] {
  const kept = new Set(desired.columns.map(({ name }) => name));
  const known = new Set(live.columns.map(({ name }) => name));
  const removed = live.columns.filter(({ name }) => !kept.has(name));
  const added = desired.columns.filter(({ name }) => !known.has(name));
  const pairs = removed.flatMap((before) =>
    added
      .filter((after) => isConceivable(before, after))
      .map((after) => {
        const positions = [live.columns.indexOf(before), desired.columns.indexOf(after)] as const;
        return {
          table: live.address,
          before: before.name,
          after: after.name,
          likeness: score(before, after, positions, live.columns.length),
        };
      }),
  );
  const best = pairs
    .filter((pair) => pair.likeness >= LEAST_SCORE)
    .sort((a, b) => b.likeness - a.likeness || (a.after < b.after ? -1 : 1));
  const taken = new Set<string>();
  return best.filter(({ before, after }) => {
    const isFree = !taken.has(`-${before}`) && !taken.has(`+${after}`);
    taken.add(`-${before}`).add(`+${after}`);
    return isFree;
  });
}

/**
 * Pairs of a column that goes and one that comes that look like one column under a new name: likeness of the names, of the
 * type, the place and the other attributes. Each column stands in one pair at most, the best first.
 */
export function findRenameCandidates(live: InfraMap, desired: InfraMap): readonly RenameCandidate[] {
  const wanted = new Map(desired.tables.map((table) => [table.address, table]));
  return live.tables.flatMap((table) => {
    const after = wanted.get(table.address);
    return after === undefined || after.lifeCycle === 'EXTERNALLY_MANAGED' ? [] : candidatesOf(table, after);
  });
}
