import type { ChangeOf, FacetChange } from '../diff/change.ts';
import type { Effect } from '../facets/facet.ts';
import type { Action } from '../model/operation.ts';
import type { Ownership } from '../model/table.ts';
import { keptBack } from './life-cycle.ts';
import { type Planned, planned, refused, withheld } from './planned.ts';

const NO_EFFECT: Effect = { cost: 'metadata', hazards: [] };
const RECREATE_HINT = 'Declare the view under a new name next to the old one, then remove the old one';

interface Subject extends Ownership {
  readonly address: string;
  readonly database: string;
  readonly name: string;
}

function planAction(object: Subject, action: Action, effect: Effect): Planned {
  const kept = keptBack(object.lifeCycle, action);
  if (kept !== null) return withheld(object.address, kept.change, kept.because);
  return planned({ object, because: object.address, action, effect, size: undefined });
}

/** What stops every change of a view: somebody else's view, or a text that we could not read back. */
function stopped(before: Subject, declared: Subject, facets: readonly FacetChange[]): readonly Planned[] | null {
  if (declared.lifeCycle === 'EXTERNALLY_MANAGED') {
    return [withheld(declared.address, `alter view (${facets.map(({ facet }) => facet).join(', ')})`, 'EXTERNALLY_MANAGED: this tool never touches it')];
  }
  if (before.notUnderstood !== null) return [refused(before.address, `not fully understood: ${before.notUnderstood.reason}`, 'Change it by hand')];
  const refusals = facets.flatMap(({ facet, verdict }) => {
    if (verdict.is === 'rebuild') return [refused(`${before.address}/${facet}`, verdict.because, RECREATE_HINT)];
    return verdict.is === 'refuse' ? [refused(`${before.address}/${facet}`, verdict.because, verdict.hint)] : [];
  });
  return refusals.length === 0 ? null : refusals;
}

/** What a difference of a view asks for. */
export function planView(change: ChangeOf<'view'>): readonly Planned[] {
  if (change.kind === 'added') return [planAction(change.declared, { kind: 'CreateView', view: change.declared }, NO_EFFECT)];
  if (change.kind === 'removed') return [planAction(change.before, { kind: 'DropView' }, NO_EFFECT)];
  const { before, declared, facets } = change;
  const stop = stopped(before, declared, facets);
  if (stop !== null) return stop;
  const isCommentOnly = facets.every(({ facet }) => facet === 'comment');
  const action: Action = isCommentOnly
    ? { kind: 'ModifyTableComment', before: before.comment, after: declared.comment }
    : { kind: 'ModifyView', before, after: declared };
  return [planAction(declared, action, NO_EFFECT)];
}

/** What a difference of a materialized view asks for. */
export function planMaterializedView(change: ChangeOf<'materialized-view'>): readonly Planned[] {
  if (change.kind === 'added') return [planAction(change.declared, { kind: 'CreateMaterializedView', view: change.declared }, NO_EFFECT)];
  if (change.kind === 'removed') {
    const { before } = change;
    return [planAction(before, { kind: 'DropMaterializedView' }, { cost: 'metadata', hazards: before.target === null ? ['DELETES_DATA'] : [] })];
  }
  const { before, declared, facets } = change;
  const stop = stopped(before, declared, facets);
  if (stop !== null) return stop;
  return facets.map(({ facet }) => {
    if (facet === 'comment') return planAction(declared, { kind: 'ModifyTableComment', before: before.comment, after: declared.comment }, NO_EFFECT);
    return planAction(declared, { kind: 'ModifyMaterializedViewQuery', before: before.select, after: declared.select }, NO_EFFECT);
  });
}
