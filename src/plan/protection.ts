import { addressOf } from '../model/address.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import { isTopicOperation, type Operation } from '../model/operation.ts';
import { functionAddress } from '../model/sql-function.ts';
import { topicAddress } from '../model/topic.ts';
import { keptBack } from './life-cycle.ts';
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

/** Names that a table came from, by the name that it has once every rename has run. */
function namesAtTheEnd(operations: readonly Operation[]): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const operation of operations) {
    if (operation.kind !== 'RenameTable') continue;
    const before = addressOfTarget(operation);
    const origin = origins.get(before) ?? before;
    origins.delete(before);
    origins.set(addressOf(operation.target.database, operation.after), origin);
  }
  return origins;
}

/** Protected tables that the plan renames to what nobody declares, or puts a new table in the place of. */
function renamedAway(operations: readonly Operation[], states: readonly InfraMap[], cycles: Cycles): Cycles {
  const [base, desired] = states;
  if (base === undefined || desired === undefined) return new Map();
  const declared = new Set(desired.tables.map(({ address }) => address));
  const reached = new Set(simulate(base, operations).tables.map(({ address }) => address));
  const origins = namesAtTheEnd(operations);
  const swapped = new Set(origins.keys());
  const lost = [...origins].filter(([after, before]) => {
    const isReplaced = declared.has(before) && reached.has(before) && !swapped.has(before);
    return cycles.has(before) && (!declared.has(after) || isReplaced);
  });
  return new Map(lost.map(([, before]) => [before, cycles.get(before) ?? 'FULLY_MANAGED']));
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
  let [map] = states;
  return operations.flatMap((operation, at): readonly ProtectionFault[] => {
    if (operation.kind === 'RawSql') {
      const faults = operation.sql.flatMap((sql) => faultsOfSql(sql, database, cycles));
      return faults.map((message) => ({ at, message }));
    }
    const address = addressOfTarget(operation);
    const table = map?.tables.find((each) => each.address === address) ?? null;
    map = map === undefined ? undefined : simulateOperation(map, operation);
    const kept = keptBack(cycles.get(address) ?? 'FULLY_MANAGED', operation, table);
    if (kept !== null) return [{ at, message: `${address}: ${kept.change} (${kept.because})` }];
    if (operation.kind !== 'RenameTable') return [];
    const after = addressOf(operation.target.database, operation.after);
    cycles = renamedCycles(cycles, address, after);
    const cycle = away.get(address);
    if (cycle === undefined) return [];
    const message = `${address} is ${cycle}, and the plan renames it to ${after}, which the code does not declare as that table`;
    return [{ at, message }];
  });
}
