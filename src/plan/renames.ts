import { columnFacetNames } from '../facets/columns/index.ts';
import { keyNames, REBUILD_HINT } from '../facets/tables/keys.ts';
import { type Address, addressOf, partAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Action, Operation, Refusal } from '../model/operation.ts';
import type { Rename, RenameCandidate } from '../model/rename.ts';
import type { Column, Table } from '../model/table.ts';
import { keptBack } from './life-cycle.ts';
import { likeness } from './likeness.ts';
import { simulate } from './simulate.ts';

/** What renaming comes to: the operations, the state after them, and what cannot be renamed. */
export interface Renaming {
  readonly operations: readonly Operation[];
  readonly live: InfraMap;
  readonly refused: readonly Refusal[];
}

function operationOf(table: Table, because: Address, action: Action): Operation {
  return {
    ...action,
    target: { database: table.database, name: table.name, cluster: table.cluster },
    because,
    hazards: [],
    cost: {
      class: action.kind === 'RenameTable' ? 'metadata' : 'mutation',
      rows: null,
      bytes: null,
      parts: null,
    },
    approved: [],
  };
}

type Step = { readonly operation: Operation } | { readonly refusal: Refusal } | null;

function columnStep(live: InfraMap, desired: InfraMap, rename: Extract<Rename, { of: 'column' }>): Step {
  const table = live.tables.find(({ address }) => address === rename.table);
  const names = new Set(table?.columns.map(({ name }) => name));
  // Said in the code, a rename stays there when it is done: it then names nothing.
  if (table === undefined || !names.has(rename.before) || names.has(rename.after)) return null;
  const wanted = desired.tables.find(({ address }) => address === rename.table);
  if (wanted?.columns.some(({ name }) => name === rename.before) === true) return null;
  const because = partAddress(rename.table, 'column', rename.after);
  if (keyNames(table).has(rename.before)) {
    return {
      refusal: {
        address: because,
        because: `ClickHouse cannot rename \`${rename.before}\`: it is part of a key`,
        hint: REBUILD_HINT,
      },
    };
  }
  return {
    operation: operationOf(table, because, {
      kind: 'RenameTableColumn',
      before: rename.before,
      after: rename.after,
    }),
  };
}

function tableStep(live: InfraMap, rename: Extract<Rename, { of: 'table' }>): Step {
  const [before, after] = [
    addressOf(rename.database, rename.before),
    addressOf(rename.database, rename.after),
  ];
  const table = live.tables.find(({ address }) => address === before);
  if (table === undefined || live.tables.some(({ address }) => address === after)) return null;
  return { operation: operationOf(table, after, { kind: 'RenameTable', after: rename.after }) };
}

/** Renames what is to be renamed in the live state, tables first. What a rename leaves different is for the diff. */
export function applyRenames(live: InfraMap, desired: InfraMap, renames: readonly Rename[]): Renaming {
  const operations: Operation[] = [];
  const refused: Refusal[] = [];
  let state = live;
  const ordered = [...renames].sort((a, b) => Number(b.of === 'table') - Number(a.of === 'table'));
  for (const rename of ordered) {
    const step = rename.of === 'table' ? tableStep(state, rename) : columnStep(state, desired, rename);
    if (step === null) continue;
    if ('refusal' in step) refused.push(step.refusal);
    else {
      const owner = state.tables.find(
        ({ address }) => address === addressOf(step.operation.target.database, step.operation.target.name),
      );
      if (owner !== undefined && keptBack(owner.lifeCycle, step.operation) !== null) continue;
      operations.push(step.operation);
      state = simulate(state, [step.operation]);
    }
  }
  return { operations, live: state, refused };
}

/** Share of the attributes besides the type in which two columns agree. */
function agreement(before: Column, after: Column): number {
  const others = columnFacetNames.filter((name) => name !== 'type');
  const equal = others.filter((name) => JSON.stringify(before[name]) === JSON.stringify(after[name]));
  return equal.length / others.length;
}

function score(before: Column, after: Column, positions: readonly [number, number], columns: number): number {
  const [from, to] = positions;
  const distance = columns < 2 ? 0 : Math.abs(from - to) / columns;
  return (
    0.15 + 0.5 * likeness(before.name, after.name) + 0.2 * (1 - distance) + 0.15 * agreement(before, after)
  );
}

const LEAST_NAME_LIKENESS = 0.3;
const LEAST_SCORE = 0.5;

function candidatesOf(live: Table, desired: Table): readonly RenameCandidate[] {
  const kept = new Set(desired.columns.map(({ name }) => name));
  const known = new Set(live.columns.map(({ name }) => name));
  const removed = live.columns.filter(({ name }) => !kept.has(name));
  const added = desired.columns.filter(({ name }) => !known.has(name));
  const pairs = removed.flatMap((before) =>
    added
      .filter(
        (after) => after.type === before.type && likeness(before.name, after.name) >= LEAST_NAME_LIKENESS,
      )
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
 * Pairs of a column that goes and one that comes, of the same type, that look like one column under a new name: likeness of
 * the names, of the place and of the other attributes. Each column stands in one pair at most, the best first.
 */
export function findRenameCandidates(live: InfraMap, desired: InfraMap): readonly RenameCandidate[] {
  const wanted = new Map(desired.tables.map((table) => [table.address, table]));
  return live.tables.flatMap((table) => {
    const after = wanted.get(table.address);
    return after === undefined || after.lifeCycle === 'EXTERNALLY_MANAGED' ? [] : candidatesOf(table, after);
  });
}
