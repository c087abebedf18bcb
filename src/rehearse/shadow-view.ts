import { canonicalMaterializedView, canonicalView } from '../facets/views/index.ts';
import { asTable, clausesOf } from '../facets/views/inner.ts';
import { neverRefreshed } from '../facets/views/refresh.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { restore, shadowForm } from './shadow-form.ts';

/** A view as the shadow may have it: its definer need not exist there. */
export function shadowView(view: View): View {
  return { ...view, cluster: null, security: null };
}

/** A materialized view as the shadow may have it: nobody's, never refreshed, and its inner table without coordination. */
export function shadowMaterializedView(
  view: MaterializedView,
  known: ReadonlySet<string> | null,
): MaterializedView {
  const { refresh, inner } = view;
  return {
    ...view,
    cluster: null,
    security: null,
    refresh: refresh === null ? null : neverRefreshed(refresh),
    startsEmpty: refresh !== null,
    inner: inner === null ? null : clausesOf(shadowForm(asTable(inner), known).table),
  };
}

/** The shadow's reading of a view, completed with what had to be left out. */
export function restoreView(read: View, wanted: View): View {
  return { ...read, security: canonicalView(wanted).security };
}

/** The same for a materialized view. */
export function restoreMaterializedView(read: MaterializedView, wanted: MaterializedView): MaterializedView {
  const { security, refresh } = canonicalMaterializedView(wanted);
  const inner =
    read.inner === null || wanted.inner === null
      ? read.inner
      : clausesOf(restore(asTable(read.inner), shadowForm(asTable(wanted.inner), null)));
  return { ...read, security, refresh, startsEmpty: wanted.startsEmpty, inner };
}
