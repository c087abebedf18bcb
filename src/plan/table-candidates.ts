import { engineOf } from '../facets/engines/index.ts';
import { tableFacetNames } from '../facets/tables/index.ts';
import { isSameValue } from '../model/hash.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { RenameCandidate } from '../model/rename.ts';
import type { Column, Table } from '../model/table.ts';
import { bestPairs } from './best-pairs.ts';
import { likeness } from './likeness.ts';
import { oldVersions } from './old-versions.ts';

/** What a column of the same name and another type counts. */
const OTHER_TYPE = 0.5;

/** How much of all columns of two tables they have in common, by name and type. */
function columnShare(before: readonly Column[], after: readonly Column[]): number {
  const types = new Map(after.map(({ name, type }) => [name, type]));
  const known = before.filter(({ name }) => types.has(name));
  const points = known.map(({ name, type }) => (types.get(name) === type ? 1 : OTHER_TYPE));
  const all = before.length + after.length - known.length;
  return points.reduce((sum, each) => sum + each, 0) / Math.max(1, all);
}

/** Share of the other clauses in which two tables agree. The engine's arguments may hold the table's own name. */
function agreement(before: Table, after: Table): number {
  const others = tableFacetNames.filter(
    (name) => name !== 'columns' && name !== 'engine' && name !== 'orderBy',
  );
  const equal = others.filter((name) => isSameValue(before[name], after[name]));
  return equal.length / others.length;
}

function score(before: Table, after: Table): number {
  return (
    0.55 * columnShare(before.columns, after.columns) +
    0.25 * likeness(before.name, after.name) +
    (before.orderBy === after.orderBy ? 0.1 : 0) +
    0.1 * agreement(before, after)
  );
}

/** Three of four columns in common are enough for any name, two of five for names that are much alike. */
const LEAST_SCORE = 0.6;

/**
 * Pairs of a table that goes and one that comes in the same database that look like one table under a new name: likeness of
 * the columns, the name, the sorting key and the other clauses, under the same engine. Each table stands in one pair at most,
 * the best first. Tables that hold no rows, that stay whatever the code says, and versions of tables are in none.
 */
export function tableCandidates(live: InfraMap, desired: InfraMap): readonly RenameCandidate[] {
  const wanted = new Set(desired.tables.map(({ address }) => address));
  const known = new Set(serverObjects(live).map(({ address }) => address));
  const old = oldVersions(desired.tables, live.tables);
  const gone = live.tables.filter(
    ({ address, lifeCycle, engine }) =>
      lifeCycle === 'FULLY_MANAGED' &&
      !wanted.has(address) &&
      !old.has(address) &&
      engineOf(engine.name).holdsData,
  );
  const come = desired.tables.filter(
    ({ address, lifeCycle, version }) =>
      lifeCycle !== 'EXTERNALLY_MANAGED' && version === null && !known.has(address),
  );
  const pairs = gone.flatMap((before) =>
    come
      .filter(({ database, engine }) => database === before.database && engine.name === before.engine.name)
      .map(
        (after): RenameCandidate => ({
          of: 'table',
          database: before.database,
          before: before.name,
          after: after.name,
          likeness: score(before, after),
        }),
      ),
  );
  const databases = [...new Set(gone.map(({ database }) => database))];
  return databases.flatMap((place) =>
    bestPairs(
      pairs.filter((pair) => pair.of === 'table' && pair.database === place && pair.likeness >= LEAST_SCORE),
    ),
  );
}
