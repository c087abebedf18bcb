import type { FacetChange } from '../diff/change.ts';
import type { Effect } from '../facets/facet.ts';
import type { Action } from '../model/operation.ts';
import type { Ownership } from '../model/table.ts';
import { keptBack } from './life-cycle.ts';
import { type Planned, planned, refused, type TableSize, withheld } from './planned.ts';

export const NO_EFFECT: Effect = { cost: 'metadata', hazards: [] };

/** An object that is made, changed and dropped as a whole: a view, a dictionary, a function. */
export interface Subject extends Ownership {
  readonly address: string;
  /** Empty for a function. */
  readonly database: string;
  readonly name: string;
}

/** One action on an object, unless its life cycle keeps it back. */
export function planAction(object: Subject, action: Action, effect: Effect, size?: TableSize): Planned {
  const kept = keptBack(object.lifeCycle, action, null);
  if (kept !== null) return withheld(object.address, kept.change, kept.because);
  return planned({ object, because: object.address, action, effect, size });
}

/** What is said of an object that cannot be changed. */
export interface StopWords {
  /** `view`. */
  readonly noun: string;
  readonly rebuildHint: string;
}

/** What stops every change of an object: somebody else's, a text that we could not read back, a difference with no way. */
export function stopped(
  before: Subject,
  declared: Subject,
  facets: readonly FacetChange[],
  { noun, rebuildHint }: StopWords,
): readonly Planned[] | null {
  if (declared.lifeCycle === 'EXTERNALLY_MANAGED') {
    return [
      withheld(
        declared.address,
        `alter ${noun} (${facets.map(({ facet }) => facet).join(', ')})`,
        'EXTERNALLY_MANAGED: this tool never touches it',
      ),
    ];
  }
  if (before.notUnderstood !== null)
    return [
      refused(before.address, `not fully understood: ${before.notUnderstood.reason}`, 'Change it by hand'),
    ];
  const refusals = facets.flatMap(({ facet, verdict }) => {
    if (verdict.is === 'rebuild')
      return [refused(`${before.address}/${facet}`, verdict.because, rebuildHint)];
    return verdict.is === 'refuse'
      ? [refused(`${before.address}/${facet}`, verdict.because, verdict.hint)]
      : [];
  });
  return refusals.length === 0 ? null : refusals;
}
