import { HAZARDS, type Hazard } from '../../model/operation.ts';

/** What `MODIFY COLUMN` costs and may harm when it turns one type into another; `refuse` says why it cannot. */
export interface TypeChange {
  readonly cost: 'metadata' | 'mutation';
  readonly hazards: readonly Hazard[];
  readonly refuse: string | null;
}

/** Only the definition changes: the stored bytes serve both types. */
export const METADATA_ONLY: TypeChange = { cost: 'metadata', hazards: [], refuse: null };

/** The column's files are rewritten. */
export function mutation(...hazards: readonly Hazard[]): TypeChange {
  return { cost: 'mutation', hazards, refuse: null };
}

export function refusal(because: string): TypeChange {
  return { cost: 'mutation', hazards: [], refuse: because };
}

/** The change that several changes inside one type make together: the dearest cost, every hazard, the first refusal. */
export function together(...changes: readonly TypeChange[]): TypeChange {
  const hazards = new Set(changes.flatMap((change) => change.hazards));
  return {
    cost: changes.some((change) => change.cost === 'mutation') ? 'mutation' : 'metadata',
    hazards: HAZARDS.filter((hazard) => hazards.has(hazard)),
    refuse: changes.find((change) => change.refuse !== null)?.refuse ?? null,
  };
}
