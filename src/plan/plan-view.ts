import type { ChangeOf } from '../diff/change.ts';
import { innerEffect, innerWithOnlyChanges } from '../facets/views/inner.ts';
import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Action } from '../model/operation.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { keptFromReplacing } from './life-cycle.ts';
import { type Planned, type TableSizes, withheld, withStake } from './planned.ts';
import { emptiedBy } from './replaced-rows.ts';
import { NO_EFFECT, planAction, stopped } from './whole-object.ts';

const WORDS = {
  noun: 'view',
  rebuildHint: 'Declare the view under a new name next to the old one, then remove the old one',
};

/** Clauses that ALTER changes on every kind of view. */
const ALTERED_IN_PLACE: ReadonlySet<string> = new Set(['comment', 'security']);

function planClause(
  facet: string,
  before: View | MaterializedView,
  declared: View | MaterializedView,
): Planned {
  const action: Action =
    facet === 'comment'
      ? { kind: 'ModifyTableComment', before: before.comment, after: declared.comment }
      : { kind: 'ModifyViewSecurity', before: before.security, after: declared.security ?? '' };
  return planAction(declared, action, NO_EFFECT);
}

/** What a difference of a view asks for. */
export function planView(change: ChangeOf<'view'>): readonly Planned[] {
  if (change.kind === 'added')
    return [planAction(change.declared, { kind: 'CreateView', view: change.declared }, NO_EFFECT)];
  if (change.kind === 'removed') return [planAction(change.before, { kind: 'DropView' }, NO_EFFECT)];
  const { before, declared, facets } = change;
  const stop = stopped(before, declared, facets, WORDS);
  if (stop !== null) return stop;
  if (facets.every(({ facet }) => ALTERED_IN_PLACE.has(facet)))
    return facets.map(({ facet }) => planClause(facet, before, declared));
  // Replacing it takes away what is not said again; a security that the code leaves open is kept.
  const after = { ...declared, security: declared.security ?? before.security };
  return [planAction(declared, { kind: 'ModifyView', before, after }, NO_EFFECT)];
}

function planInner(
  before: MaterializedView,
  after: MaterializedView,
  declared: MaterializedView,
  sizes: TableSizes,
): Planned {
  const inner =
    before.inner === null || after.inner === null || declared.inner === null
      ? declared.inner
      : innerWithOnlyChanges(before.inner, after.inner, declared.inner);
  const action: Action = { kind: 'ModifyMaterializedViewColumns', before, after: { ...declared, inner } };
  return planAction(declared, action, innerEffect(before.inner, inner), sizes.get(before.address));
}

/** What a plan knows besides the view itself. */
export interface ViewSurroundings {
  readonly live: InfraMap;
  readonly desired: InfraMap;
  readonly sizes: TableSizes;
}

/** The first run of a refreshable view takes away what its target holds, unless it appends. */
function planNew(view: MaterializedView, { live, desired, sizes }: ViewSurroundings): Planned {
  const declared = (table: Address) => desired.tables.find(({ address }) => address === table);
  const isThere = (table: Address): boolean => live.tables.some(({ address }) => address === table);
  const action: Action = { kind: 'CreateMaterializedView', view };
  const emptied = emptiedBy(
    view,
    live,
    (table) =>
      !isThere(table) && (declared(table)?.lifeCycle ?? 'EXTERNALLY_MANAGED') !== 'EXTERNALLY_MANAGED',
  );
  if (emptied === null) return planAction(view, action, NO_EFFECT);
  const kept = keptFromReplacing(declared(emptied)?.lifeCycle ?? 'EXTERNALLY_MANAGED', emptied);
  if (kept !== null) return withheld(view.address, kept.change, kept.because);
  const made = planAction(view, action, { cost: 'metadata', hazards: ['DELETES_DATA'] });
  return withStake(made, sizes.get(emptied));
}

/** What a difference of a materialized view asks for. */
export function planMaterializedView(
  change: ChangeOf<'materialized-view'>,
  around: ViewSurroundings,
): readonly Planned[] {
  const { sizes } = around;
  if (change.kind === 'added') return [planNew(change.declared, around)];
  if (change.kind === 'removed') {
    const { before } = change;
    const losesRows = before.target === null;
    const dropped = planAction(
      before,
      { kind: 'DropMaterializedView' },
      { cost: 'metadata', hazards: losesRows ? ['DELETES_DATA'] : [] },
    );
    return [losesRows ? withStake(dropped, sizes.get(before.address)) : dropped];
  }
  const { before, after, declared, facets } = change;
  const stop = stopped(before, declared, facets, WORDS);
  if (stop !== null) return stop;
  const isInner = facets.some(({ facet }) => facet === 'inner');
  // The SELECT goes with the columns of the inner table.
  const others = facets.filter(({ facet }) => !isInner || facet !== 'select');
  return others.map(({ facet }) => {
    if (facet === 'inner') return planInner(before, after, declared, sizes);
    if (ALTERED_IN_PLACE.has(facet)) return planClause(facet, before, declared);
    if (facet === 'refresh')
      return planAction(
        declared,
        {
          kind: 'ModifyMaterializedViewRefresh',
          before: before.refresh ?? '',
          after: declared.refresh ?? '',
        },
        NO_EFFECT,
      );
    return planAction(
      declared,
      { kind: 'ModifyMaterializedViewQuery', before: before.select, after: declared.select },
      NO_EFFECT,
    );
  });
}
