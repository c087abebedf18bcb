import type { Address } from '../model/address.ts';
import { type InfraMap, type SqlResource, serverObjects } from '../model/infra-map.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import type { Ownership } from '../model/table.ts';

/** What the last applied migration left under our management. */
export interface ManagedState {
  /** Life cycle of each object that we made or took over. */
  readonly objects: ReadonlyMap<Address, LifeCycle>;
  /** SQL resources that were set up; the server cannot tell. */
  readonly sqlResources: readonly SqlResource[];
}

export const NOTHING_MANAGED: ManagedState = { objects: new Map(), sqlResources: [] };

/** The live state cut to what is ours, and what is not. */
export interface Selection {
  readonly managed: InfraMap;
  /** Live objects that neither the code nor our state names: listed, never touched. */
  readonly unmanaged: readonly Address[];
}

interface Owned extends Ownership {
  readonly address: Address;
}

/**
 * Keeps what the code declares or what we managed before, and stamps each object with its life cycle: the code's where it
 * is declared, the recorded one where it is gone from the code.
 */
export function selectManaged(live: InfraMap, declared: InfraMap, state: ManagedState): Selection {
  const wanted = new Map<Address, Owned>(serverObjects(declared).map((object) => [object.address, object]));
  const unmanaged: Address[] = [];
  const select = <T extends Owned>(objects: readonly T[]): readonly T[] =>
    objects.flatMap((object) => {
      const code = wanted.get(object.address);
      const lifeCycle = code?.lifeCycle ?? state.objects.get(object.address);
      if (lifeCycle === undefined) unmanaged.push(object.address);
      return lifeCycle === undefined
        ? []
        : [{ ...object, lifeCycle, cluster: code?.cluster ?? object.cluster }];
    });
  const managed: InfraMap = {
    ...live,
    tables: select(live.tables),
    views: select(live.views),
    materializedViews: select(live.materializedViews),
    dictionaries: select(live.dictionaries),
    functions: select(live.functions),
    sqlResources: state.sqlResources,
  };
  return { managed, unmanaged: unmanaged.sort() };
}
