import { addressOf } from '../model/address.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import { isTopicOperation, type Operation } from '../model/operation.ts';
import { functionAddress } from '../model/sql-function.ts';
import { topicAddress } from '../model/topic.ts';
import { isAddedBefore, withFoundBefore } from './found-before.ts';
import { keptBack, keptFromReplacing } from './life-cycle.ts';
import { strayedTables, tableOrigins } from './passed-names.ts';
import { emptiedByOperation } from './replaced-rows.ts';
import { simulate, simulateOperation } from './simulate.ts';
import { sqlEffects } from './sql-effects.ts';

/** An operation of a plan that its object's life cycle forbids. */
export interface ProtectionFault {
  /** Index of the operation. */
  readonly at: number;
  /** What is wrong, naming object and life cycle. */
  readonly message: string;
}

type Cycles = ReadonlyMap<string, LifeCycle>;

/** Protected objects of the states before and after a plan; the stricter life cycle counts. */
function cyclesOf(states: readonly InfraMap[]): Cycles {
  const cycles = new Map<string, LifeCycle>();
  for (const { address, lifeCycle } of states.flatMap((map) => [...serverObjects(map), ...map.topics])) {
    const isStricter = lifeCycle === 'EXTERNALLY_MANAGED' || cycles.get(address) !== 'EXTERNALLY_MANAGED';
    if (lifeCycle !== 'FULLY_MANAGED' && isStricter) cycles.set(address, lifeCycle);
  }
  return cycles;
}

function addressOfTarget(operation: Operation): string {
  const { kind, target } = operation;
  if (isTopicOperation(operation)) return topicAddress(target.name);
  return kind === 'CreateFunction' || kind === 'ReplaceFunction' || kind === 'DropFunction'
    ? functionAddress(target.name)
    : addressOf(target.database, target.name);
}

function faultsOfSql(sql: string, database: string, cycles: Cycles): readonly string[] {
  return sqlEffects(sql, database).flatMap(({ address, verb, losesData }) => {
    const named = address.endsWith('.*')
      ? [...cycles.keys()].filter((own) => own.startsWith(address.slice(0, -1)))
      : [address];
    return named.flatMap((own) => {
      const cycle = cycles.get(own);
      const isForbidden = cycle === 'EXTERNALLY_MANAGED' || (cycle === 'DELETION_PROTECTED' && losesData);
      return isForbidden ? [`${own} is ${cycle}, and its SQL has ${verb} for it`] : [];
    });
  });
}

function stricter(one: LifeCycle | undefined, other: LifeCycle | undefined): LifeCycle {
  const both = [one, other];
  if (both.includes('EXTERNALLY_MANAGED')) return 'EXTERNALLY_MANAGED';
  return both.includes('DELETION_PROTECTED') ? 'DELETION_PROTECTED' : 'FULLY_MANAGED';
}

/** What a rename gives a table: its protection goes with it, and what protects the new name stays. */
function renamedCycles(cycles: Cycles, before: string, after: string): Cycles {
  return new Map([...cycles, [after, stricter(cycles.get(before), cycles.get(after))]]);
}

/** What an operation renames, as addresses of before and after. */
function renamesOf(operation: Operation): readonly (readonly [string, string])[] {
  const before = addressOfTarget(operation);
  if (operation.kind === 'RenameTable')
    return [[before, addressOf(operation.target.database, operation.after)]];
  if (operation.kind !== 'ExchangeTables') return [];
  const other = addressOf(operation.target.database, operation.other);
  return [
    [before, other],
    [other, before],
  ];
}

/** Protected tables that the plan renames to what nobody declares, or puts a new table in the place of. */
function renamedAway(operations: readonly Operation[], states: readonly InfraMap[], cycles: Cycles): Cycles {
  const [base, desired] = states;
  if (base === undefined || desired === undefined) return new Map();
  const declared = new Set(desired.tables.map(({ address }) => address));
  const reached = new Set(simulate(base, operations).tables.map(({ address }) => address));
  const origins = tableOrigins(operations);
  const swapped = new Set(origins.keys());
  const astray = strayedTables(origins, base, desired);
  const lost = [...origins].filter(([after, before]) => {
    const isReplaced = declared.has(before) && reached.has(before) && !swapped.has(before);
    return cycles.has(before) && (!declared.has(after) || isReplaced || astray.has(before));
  });
  return new Map(lost.map(([, before]) => [before, cycles.get(before) ?? 'FULLY_MANAGED']));
}

/** {@link keptBack} by what the operation says and by what it meets. */
function keptBackAt(
  lifeCycle: LifeCycle,
  operation: Operation,
  map: InfraMap | undefined,
  earlier: readonly Operation[],
): ReturnType<typeof keptBack> {
  const isFree =
    operation.kind === 'MaterializeTableColumn' && isAddedBefore(operation, operation.column, earlier);
  if (isFree && lifeCycle === 'DELETION_PROTECTED') return null;
  const table = map?.tables.find(({ address }) => address === addressOfTarget(operation)) ?? null;
  const found = map === undefined ? operation : withFoundBefore(operation, map);
  return keptBack(lifeCycle, operation, table) ?? keptBack(lifeCycle, found, table);
}

/**
 * Operations that a life cycle forbids. A plan that was made holds none, as they are withheld there: what is found was
 * written by hand. A table that is renamed takes its protection along.
 *
 * @param states the state that the plan starts from, and the one it ends in
 */
export function protectionFaults(
  operations: readonly Operation[],
  states: readonly InfraMap[],
): readonly ProtectionFault[] {
  let cycles = cyclesOf(states);
  if (cycles.size === 0) return [];
  const database = states[0]?.defaultDatabase ?? '';
  const away = renamedAway(operations, states, cycles);
  const [base] = states;
  let map = base;
  return operations.flatMap((operation, at): readonly ProtectionFault[] => {
    if (operation.kind === 'RawSql') {
      const faults = operation.sql.flatMap((sql) => faultsOfSql(sql, database, cycles));
      return faults.map((message) => ({ at, message }));
    }
    const address = addressOfTarget(operation);
    const before = map;
    map = map === undefined ? undefined : simulateOperation(map, operation);
    const touched = [address, ...renamesOf(operation).map(([, after]) => after)];
    const cycle = touched.map((each) => cycles.get(each)).reduce(stricter, 'FULLY_MANAGED');
    const emptied = before && base && emptiedByOperation(operation, before, base, operations.slice(0, at));
    const kept =
      keptBackAt(cycle ?? 'FULLY_MANAGED', operation, before, operations.slice(0, at)) ??
      (emptied && keptFromReplacing(cycles.get(emptied) ?? 'FULLY_MANAGED', emptied));
    if (kept) return [{ at, message: `${address}: ${kept.change} (${kept.because})` }];
    return renamesOf(operation).flatMap(([before, after]) => {
      cycles = renamedCycles(cycles, before, after);
      const cycle = away.get(before);
      if (cycle === undefined) return [];
      const message = `${before} is ${cycle}, and the plan renames it to ${after}, which the code does not declare as that table`;
      return [{ at, message }];
    });
  });
}
