import { diffInfraMaps } from '../diff/diff-infra-maps.ts';
import type { Address } from '../model/address.ts';
import type { Desired, InfraMap } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import { planChanges } from './plan-changes.ts';
import type { TableSizes } from './planned.ts';

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
}

/** The plan from a canonical live state to the wanted one. */
export function planBetween(live: InfraMap, { desired, hashed, sizes, unmanaged, missingDatabases }: PlanCircumstances): Plan {
  return planChanges({ diff: diffInfraMaps(live, desired), live, desired: hashed, sizes, unmanaged, missingDatabases });
}

/** What is left to do between two canonical states; costs are not known. */
export function remainingPlan(live: InfraMap, desired: Desired): Plan {
  return planBetween(live, { desired, hashed: desired.canonical, sizes: new Map(), unmanaged: new Set(), missingDatabases: [] });
}
