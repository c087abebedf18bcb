import { diffInfraMaps } from '../diff/diff-infra-maps.ts';
import { type Address, addressOf } from '../model/address.ts';
import { hashInfraMap } from '../model/hash.ts';
import type { Desired, InfraMap } from '../model/infra-map.ts';
import type { Operation, Plan } from '../model/operation.ts';
import { NOTHING_TOLD, type Told } from '../model/told.ts';
import type { KafkaFlavour } from '../model/topic.ts';
import { gapHazards } from './gap-hazards.ts';
import { closeGaps } from './gap-order.ts';
import { planChanges } from './plan-changes.ts';
import type { TableSizes } from './planned.ts';
import { rebindings } from './rebind-views.ts';
import type { Renaming } from './renames.ts';
import { withVersions } from './versions.ts';

/** What a plan depends on besides the live state. */
export interface PlanCircumstances {
  readonly desired: Desired;
  /** The canonical wanted state whose hash the plan carries: before anything was ignored in it. */
  readonly hashed: InfraMap;
  readonly sizes: TableSizes;
  /** Live objects that are not ours: their names are taken. */
  readonly unmanaged: ReadonlySet<Address>;
  /** Databases that must be created first. */
  readonly missingDatabases: readonly string[];
  /** What was renamed first: `live` is the state after it. */
  readonly renaming: Renaming;
  /** The renames that `renaming` came from, and what becomes of older versions. */
  readonly told: Told;
  /** What kind of broker holds the topics. */
  readonly flavour: KafkaFlavour;
}

/** The plan from a canonical live state to the wanted one. */
export function planBetween(
  base: InfraMap,
  { desired, hashed, sizes, unmanaged, missingDatabases, renaming, told, flavour }: PlanCircumstances,
): Plan {
  const { live, operations, refused } = renaming;
  const sizesThen = renamedSizes(sizes, operations);
  const bare = planChanges({
    diff: diffInfraMaps(live, desired),
    live,
    desired: hashed,
    sizes: sizesThen,
    unmanaged,
    missingDatabases,
    flavour,
  });
  const plan = withVersions(bare, {
    live,
    declared: desired.declared,
    sizes: sizesThen,
    renames: told.renames,
    wishes: told.versions,
  });
  const first = operations.map((operation) => ({ ...operation, cost: renameCost(operation, sizesThen) }));
  const all = [...first, ...plan.operations];
  const ordered = closeGaps([...all, ...rebindings(all, base)], base);
  return {
    ...plan,
    base: hashInfraMap(base),
    operations: withGapHazards(ordered, base),
    refused: [...plan.refused, ...refused],
  };
}

function withGapHazards(operations: readonly Operation[], base: InfraMap): readonly Operation[] {
  const gaps = gapHazards(operations, base);
  return operations.map((operation, at) => {
    const found = gaps[at] ?? [];
    return found.length === 0
      ? operation
      : { ...operation, hazards: [...new Set([...operation.hazards, ...found])].sort() };
  });
}

/** A wanted state without its topics: for where nobody asks a broker. */
export function withoutTopics({ declared, canonical }: Desired): Desired {
  return { declared: { ...declared, topics: [] }, canonical: { ...canonical, topics: [] } };
}

/** What is left to do on ClickHouse between two canonical states; costs are not known. */
export function remainingPlan(state: InfraMap, desired: Desired): Plan {
  const live = { ...state, topics: [] };
  return planBetween(live, {
    desired: withoutTopics(desired),
    hashed: desired.canonical,
    sizes: new Map(),
    unmanaged: new Set(),
    missingDatabases: [],
    renaming: { live, operations: [], refused: [], doubts: [] },
    told: NOTHING_TOLD,
    flavour: 'kafka',
  });
}

/** Sizes by the addresses that tables have once the plan has renamed them. */
function renamedSizes(sizes: TableSizes, renames: readonly Operation[]): TableSizes {
  const renamed = new Map(sizes);
  for (const operation of renames) {
    if (operation.kind !== 'RenameTable' && operation.kind !== 'ExchangeTables') continue;
    const { database, name } = operation.target;
    const before = addressOf(database, name);
    const after = addressOf(database, operation.kind === 'RenameTable' ? operation.after : operation.other);
    const [own, other] = [renamed.get(before), renamed.get(after)];
    for (const [address, size] of [
      [after, own],
      [before, other],
    ] as const) {
      if (size === undefined) renamed.delete(address);
      else renamed.set(address, size);
    }
  }
  return renamed;
}

function renameCost(operation: Operation, sizes: TableSizes): Operation['cost'] {
  const size = sizes.get(addressOf(operation.target.database, operation.target.name));
  return operation.cost.class === 'metadata' || size === undefined
    ? operation.cost
    : { class: operation.cost.class, ...size, seconds: null };
}
