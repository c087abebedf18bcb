import { createText } from '../ddl/create-text.ts';
import { infraMapOf } from '../drivers/clickhouse/introspect.ts';
import type { Address } from '../model/address.ts';
import { type Desired, type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import { remainingPlan } from '../plan/plan-between.ts';
import { canonicalReading } from './canonical-reading.ts';
import { completed } from './completed.ts';
import { addressOfReading } from './load-live.ts';
import { beyondShadow, reachingOf } from './reach.ts';
import { readingOf, readingsOf } from './reading.ts';
import type { Shadow } from './shadow.ts';
import { madeReaching } from './shadow-sql.ts';

/** Two texts of one object that should be the same. */
export interface Mismatch {
  readonly address: Address;
  /** CREATE text after the plan ran; null when the object is not there. */
  readonly reached: string | null;
  /** CREATE text that the code declares; null when there should be none. */
  readonly desired: string | null;
}

/** What the shadow holds at the end, with what only the pure model can know put back. */
export async function readReached(
  shadow: Shadow,
  simulated: InfraMap,
  databases: readonly string[],
): Promise<InfraMap> {
  const wanted = new Map(readingsOf(simulated).map((reading) => [reading.object.address, reading]));
  const state = await shadow.read(databases);
  const readings = state.objects.map((object) => {
    const reading = readingOf(object);
    return canonicalReading(completed(reading, wanted.get(object.address) ?? reading, shadow));
  });
  const map = infraMapOf(
    readings.filter((reading) => wanted.has(addressOfReading(reading))),
    simulated.defaultDatabase,
  );
  const cycles = new Map(serverObjects(simulated).map(({ address, lifeCycle }) => [address, lifeCycle]));
  const owned = <T extends { readonly address: Address }>(object: T): T => ({
    ...object,
    lifeCycle: cycles.get(object.address) ?? 'FULLY_MANAGED',
  });
  return {
    ...map,
    tables: map.tables.map(owned),
    views: map.views.map(owned),
    materializedViews: map.materializedViews.map(owned),
    dictionaries: map.dictionaries.map(owned),
    functions: map.functions.map(owned),
    sqlResources: simulated.sqlResources,
  };
}

function textOf(map: InfraMap, address: Address): string | null {
  const reading = readingsOf(map).find(({ object }) => object.address === address);
  return reading === undefined ? null : createText(reading);
}

function ownerOf(address: Address): Address {
  return address.split('/')[0] ?? address;
}

/** What would be left to do if the plan ended here; only what the plan itself refuses or withholds may be. */
export function mismatchesOf(
  reached: InfraMap,
  desired: Desired,
  plan: Pick<Plan, 'refused' | 'withheld'>,
): readonly Mismatch[] {
  const left = remainingPlan(reached, desired);
  const refused = new Set(plan.refused.map(({ address }) => address));
  const withheld = new Set(plan.withheld.map(({ address }) => address));
  const beyond = beyondShadow([
    ...readingsOf(desired.canonical).map(reachingOf),
    ...madeReaching(desired.canonical),
  ]);
  const addresses = [
    ...left.operations.map(({ because }) => because),
    ...left.refused.map(({ address }) => address).filter((address) => !refused.has(address)),
    // What a life cycle keeps back now and did not before is something that the plan left behind.
    ...left.withheld.map(({ address }) => address).filter((address) => !withheld.has(address)),
  ];
  const owners = [...new Set(addresses.map(ownerOf))].filter((address) => !beyond.has(address));
  return owners.map((address) => ({
    address,
    reached: textOf(reached, address),
    desired: textOf(desired.canonical, address),
  }));
}
