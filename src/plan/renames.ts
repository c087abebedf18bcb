import { keyNames } from '../facets/tables/keys.ts';
import { type Address, addressOf, partAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, Refusal } from '../model/operation.ts';
import { placeOf, type Rename } from '../model/rename.ts';
import type { Table } from '../model/table.ts';
import { keptBack } from './life-cycle.ts';
import { passingName } from './rename-cycles.ts';
import { exchanges, isPassedRound, keyRefusal, renameOperation } from './rename-exchanges.ts';
import { simulate } from './simulate.ts';

/** What renaming comes to: the operations, the state after them, and what cannot be renamed. */
export interface Renaming {
  readonly operations: readonly Operation[];
  readonly live: InfraMap;
  readonly refused: readonly Refusal[];
  /** What was said and is taken for done, though little tells so; for people, a line each. */
  readonly doubts: readonly string[];
}

/** A rename as the state stands now: to be done, impossible, waiting for another one that frees its new name, or done already. */
type Step =
  | { readonly is: 'operation'; readonly operation: Operation }
  | { readonly is: 'refused'; readonly refusal: Refusal }
  | { readonly is: 'waits'; readonly refusal: Refusal }
  | { readonly is: 'done' };

const DONE: Step = { is: 'done' };

interface Names {
  readonly before: string;
  readonly after: string;
  readonly live: ReadonlySet<string>;
  readonly desired: ReadonlySet<string>;
  /** The new names that other renames are about to give in the same place. */
  readonly given: ReadonlySet<string>;
  /** Whether somebody said it for this plan: in the code it may be from long ago. */
  readonly isToldNow: boolean;
}

/** What the names alone say against a rename; null where nothing. */
function againstNames(names: Names): 'done' | 'taken' | 'stays' | null {
  const { before, after, live, desired, given, isToldNow } = names;
  // Said in the code, a rename stays there when it is done: it then names nothing.
  if (!live.has(before)) return 'done';
  const isKept = desired.has(before) && !given.has(before);
  if (live.has(after)) return isKept ? 'done' : 'taken';
  return isKept && !isToldNow ? 'stays' : null;
}

const TAKEN_HINT = 'Take the rename out, or drop by hand what has the new name';
const STAYS_HINT =
  'Take @renamedFrom out to keep both, or do without the old name until the rename is applied';

function refusalOf(address: Address, before: string, after: string, fault: 'taken' | 'stays'): Refusal {
  return fault === 'taken'
    ? {
        address,
        because: `\`${before}\` cannot be renamed: there is a \`${after}\` already`,
        hint: TAKEN_HINT,
      }
    : {
        address,
        because: `\`${before}\` is said to be the old name of \`${after}\`, and the code declares it as well`,
        hint: STAYS_HINT,
      };
}

/** Somebody's words: those that stand in the code, and those that were said for this plan. */
export interface SaidRenames {
  readonly declared: readonly Rename[];
  readonly told: readonly Rename[];
}

interface Situation {
  readonly state: InfraMap;
  readonly desired: InfraMap;
  readonly said: SaidRenames;
}

function isSame(a: Rename, b: Rename): boolean {
  return a.of === b.of && placeOf(a) === placeOf(b) && a.before === b.before && a.after === b.after;
}

/** The same rename may be told by the code and by a flag. */
function everyRename({ declared, told }: SaidRenames): readonly Rename[] {
  return [...declared, ...told.filter((rename) => !declared.some((other) => isSame(rename, other)))];
}

function faultOf(
  rename: Rename,
  { said }: Situation,
  live: ReadonlySet<string>,
  desired: ReadonlySet<string>,
): ReturnType<typeof againstNames> {
  const { before, after } = rename;
  const passing = passingName(after);
  // An exchange was interrupted: what is going to have the name stands aside already.
  if (rename.of === 'column' && before !== passing && live.has(passing)) return 'done';
  const others = everyRename(said).filter(
    (other) => other.of === rename.of && placeOf(other) === placeOf(rename) && !isSame(other, rename),
  );
  const given = new Set(others.flatMap((other) => (live.has(other.before) ? [other.after] : [])));
  const isToldNow = said.told.some((other) => isSame(other, rename));
  return againstNames({ before, after, live, desired, given, isToldNow });
}

function columnStep(rename: Extract<Rename, { of: 'column' }>, situation: Situation): Step {
  const { before, after } = rename;
  const ownTable = ({ address }: Table): boolean => address === rename.table;
  const table = situation.state.tables.find(ownTable);
  if (table === undefined) return DONE;
  const because = partAddress(rename.table, 'column', after);
  const namesOf = (owner: Table | undefined): ReadonlySet<string> =>
    new Set(owner?.columns.map(({ name }) => name));
  const fault = faultOf(rename, situation, namesOf(table), namesOf(situation.desired.tables.find(ownTable)));
  if (fault === 'done') return DONE;
  if (fault !== null)
    return {
      is: fault === 'taken' ? 'waits' : 'refused',
      refusal: refusalOf(because, before, after, fault),
    };
  if (keyNames(table).has(before)) {
    return { is: 'refused', refusal: keyRefusal(because, before) };
  }
  return {
    is: 'operation',
    operation: renameOperation(table, because, { kind: 'RenameTableColumn', before, after }),
  };
}

function tableStep(rename: Extract<Rename, { of: 'table' }>, situation: Situation): Step {
  const { database } = rename;
  const namesOf = ({ tables }: InfraMap): ReadonlySet<string> =>
    new Set(tables.flatMap((table) => (table.database === database ? [table.name] : [])));
  const fault = faultOf(rename, situation, namesOf(situation.state), namesOf(situation.desired));
  const [before, after] = [addressOf(database, rename.before), addressOf(database, rename.after)];
  const table = situation.state.tables.find(({ address }) => address === before);
  if (table === undefined || fault === 'done') return DONE;
  if (fault !== null)
    return {
      is: fault === 'taken' ? 'waits' : 'refused',
      refusal: refusalOf(after, rename.before, rename.after, fault),
    };
  return {
    is: 'operation',
    operation: renameOperation(table, after, { kind: 'RenameTable', after: rename.after }),
  };
}

function isKeptBack({ tables }: InfraMap, operation: Operation): boolean {
  const { database, name } = operation.target;
  const names = operation.kind === 'ExchangeTables' ? [name, operation.other] : [name];
  return tables.some(
    (table) =>
      names.some((each) => table.address === addressOf(database, each)) &&
      keptBack(table.lifeCycle, operation, table) !== null,
  );
}

/** A column that stood aside when an exchange of names was interrupted goes on to where it was going. */
function withInterrupted(renames: readonly Rename[]): readonly Rename[] {
  const passing = renames.flatMap((rename): readonly Rename[] =>
    rename.of === 'column' ? [{ ...rename, before: passingName(rename.after) }] : [],
  );
  return [...renames, ...passing];
}

/**
 * Renames what is to be renamed in the live state, tables first; of a chain (b from a, c from b) the end goes first, which
 * frees the next name, and of names that are passed round one steps aside. What a rename leaves different is for the diff.
 */
export function applyRenames(live: InfraMap, desired: InfraMap, told: SaidRenames): Renaming {
  const said = { ...told, declared: withInterrupted(told.declared), told: withInterrupted(told.told) };
  const renames = everyRename(said);
  const operations: Operation[] = [];
  const refused: Refusal[] = [];
  const doubts: string[] = [];
  let state = live;
  const stepOf = (rename: Rename): Step => {
    const situation = { state, desired, said };
    return rename.of === 'table' ? tableStep(rename, situation) : columnStep(rename, situation);
  };
  const run = (operation: Operation): void => {
    if (isKeptBack(state, operation)) return;
    operations.push(operation);
    state = simulate(state, [operation]);
  };
  for (const of of ['table', 'column'] as const) {
    let open = renames.filter((rename) => rename.of === of);
    for (let size = Number.POSITIVE_INFINITY; open.length < size; ) {
      size = open.length;
      const waiting: Rename[] = [];
      for (const rename of open) {
        const step = stepOf(rename);
        if (step.is === 'waits') waiting.push(rename);
        else if (step.is === 'refused') refused.push(step.refusal);
        else if (step.is === 'operation') run(step.operation);
      }
      open = waiting;
    }
    const resolved = exchanges(open, state, desired);
    for (const rename of open) {
      const step = stepOf(rename);
      if (step.is === 'waits' && !isPassedRound(rename, open)) refused.push(step.refusal);
    }
    refused.push(...resolved.refused);
    doubts.push(...resolved.doubts);
    resolved.operations.forEach(run);
  }
  return { operations, live: state, refused, doubts };
}
