import { hiddenSecrets } from '../facets/secrets.ts';
import { canonicalMaterializedView, canonicalView } from '../facets/views/index.ts';
import { asTable, clausesOf } from '../facets/views/inner.ts';
import { neverRefreshed } from '../facets/views/refresh.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { type Known, restore, shadowForm } from './shadow-form.ts';

/** A view as the shadow may have it: its definer need not exist there. */
export function shadowView(view: View): View {
  return { ...view, select: hiddenSecrets(view.select), cluster: null, security: null };
}

/** A materialized view as the shadow may have it: nobody's, never refreshed, and its inner table without coordination. */
export function shadowMaterializedView(view: MaterializedView, known: Known | null): MaterializedView {
  const { refresh, inner } = view;
  return {
    ...view,
    select: hiddenSecrets(view.select),
    cluster: null,
    security: null,
    refresh: refresh === null ? null : neverRefreshed(refresh),
    startsEmpty: refresh !== null,
    inner: inner === null ? null : clausesOf(shadowForm(asTable(inner), known).table),
  };
}

/** A list of columns that no view has: with a list of columns, a view is made without a look at its SELECT. */
export const STAND_IN_COLUMNS = '`stand in` UInt8';

/** A view whose SELECT leaves the engine: made as a plain view, so that its text comes back in the engine's words. */
export function unreadView({ database, name, address, select }: View | MaterializedView): View {
  return {
    address,
    database,
    name,
    select: hiddenSecrets(select),
    columns: STAND_IN_COLUMNS,
    security: null,
    comment: null,
    sources: [],
    lifeCycle: 'FULLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
  };
}

/** The shadow's reading of a view, completed with what had to be left out. */
export function restoreView(read: View, wanted: View): View {
  // The list that an unread view was made with is nobody's.
  const columns = read.columns === STAND_IN_COLUMNS ? wanted.columns : read.columns;
  return { ...read, columns, security: canonicalView(wanted).security };
}

/** The same for a materialized view. */
export function restoreMaterializedView(
  read: MaterializedView,
  wanted: MaterializedView,
  known: Known,
): MaterializedView {
  const { security, refresh } = canonicalMaterializedView(wanted);
  const inner =
    read.inner === null || wanted.inner === null
      ? read.inner
      : clausesOf(restore(asTable(read.inner), asTable(wanted.inner), known));
  return { ...read, security, refresh, startsEmpty: wanted.startsEmpty, inner };
}

/** What is read of an {@link unreadView}: its SELECT, and all else as it was meant. */
export function restoreUnread<T extends View | MaterializedView>(read: View, wanted: T): T {
  return { ...wanted, select: read.select };
}
