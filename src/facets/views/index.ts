import { addressOfName, type ObjectName } from '../../model/address.ts';
import { withSingleSpaces } from '../../model/canonical-text.ts';
import { plainColumn, type TableClauses } from '../../model/table.ts';
import { quoteString } from '../../model/tokens.ts';
import type { MaterializedView, MaterializedViewClauses, View, ViewClauses } from '../../model/view.ts';
import type { Verdict } from '../facet.ts';
import { SAME, sameOrAlter } from '../facet.ts';
import { hiddenSecrets, mayHideTheSame } from '../secrets.ts';
import { canonicalInner, describeInner, innerChange } from './inner.ts';
import { canonicalRefresh, refreshChange } from './refresh.ts';
import { canonicalSecurity, securityChange } from './security.ts';

/** All that the tool knows about one clause of a view. */
export interface ViewFacet<V> {
  /** Equal meaning, equal value. */
  canonical(value: V): V;
  diff(before: V, after: V): Verdict;
  describe(before: V, after: V): string;
  readonly samples: readonly V[];
}

function recreated(what: string): (before: unknown, after: unknown) => Verdict {
  return (before, after) =>
    before === after
      ? SAME
      : {
          is: 'rebuild',
          because: `ClickHouse cannot change ${what} of a materialized view; the rows that arrive between dropping and creating it would be missed`,
        };
}

const show = (value: string | null): string => value ?? 'none';
const showName = (value: ObjectName | null): string => (value === null ? 'none' : addressOfName(value));

const select: ViewFacet<string> = {
  canonical: (value) => withSingleSpaces(hiddenSecrets(value).trim().replace(/;\s*$/, '')),
  diff: (before, after) => (mayHideTheSame(before, after) ? SAME : sameOrAlter(before, after)),
  describe: () => 'the SELECT changes',
  samples: ['SELECT id FROM local.base', 'SELECT id, n FROM local.base WHERE n > 3'],
};

const comment: ViewFacet<string | null> = {
  canonical: (value) => value || null,
  diff: sameOrAlter,
  describe: (before, after) =>
    `comment ${before === null ? 'none' : quoteString(before)} -> ${after === null ? 'none' : quoteString(after)}`,
  samples: [null, "what's shown", 'daily'],
};

const security: ViewFacet<string | null> = {
  canonical: canonicalSecurity,
  // A plain view reads with the rights of whoever reads it, said or not.
  diff: (before, after) => securityChange(before, after, 'INVOKER'),
  describe: (before, after) => `security ${show(before)} -> ${show(after)}`,
  samples: [
    'SQL SECURITY NONE',
    'DEFINER = default SQL SECURITY DEFINER',
    "DEFINER = `o'neill` SQL SECURITY DEFINER",
  ],
};

/** The server writes the list of columns when the view is made and keeps it when its sources change. */
const viewColumns: ViewFacet<string | null> = {
  canonical: (value) => value && withSingleSpaces(value),
  diff: (before, after) => (after === null ? SAME : sameOrAlter(before, after)),
  describe: (before, after) => `columns ${show(before)} -> ${show(after)}`,
  samples: ['`id` UInt64', '`id` UInt64, `n` Int32'],
};

/** Taken from the SELECT when it was last set, stale after a source changes its types, and without effect on the target. */
const ignoredColumns: ViewFacet<string | null> = {
  canonical: () => null,
  diff: () => SAME,
  describe: () => 'columns',
  samples: [null],
};

const INNER: TableClauses = {
  columns: ['id', 'n'].map((name) => plainColumn(name, 'UInt32')),
  indexes: [],
  projections: [],
  constraints: [],
  engine: { name: 'MergeTree', args: [] },
  partitionBy: null,
  primaryKey: null,
  orderBy: 'id',
  sampleBy: null,
  ttl: null,
  settings: {},
  comment: null,
};
const INNER_SAMPLES = [
  null,
  INNER,
  { ...INNER, engine: { name: 'SummingMergeTree', args: ['n'] } },
  { ...INNER, orderBy: '(id, n)' },
];

type ViewFacets = { readonly [K in keyof ViewClauses]: ViewFacet<ViewClauses[K]> };
type MaterializedViewFacets = {
  readonly [K in keyof MaterializedViewClauses]: ViewFacet<MaterializedViewClauses[K]>;
};

/** Every clause of a view. */
export const viewFacets: ViewFacets = { select, columns: viewColumns, security, comment };

/** Every clause of a materialized view. */
export const materializedViewFacets: MaterializedViewFacets = {
  select,
  columns: ignoredColumns,
  security: { ...security, diff: (before, after) => securityChange(before, after, null) },
  comment,
  target: {
    canonical: (value) => value,
    diff: (before, after) => recreated('the target table')(showName(before), showName(after)),
    describe: (before, after) => `target ${showName(before)} -> ${showName(after)}`,
    samples: [{ database: 'local', name: 'sums' }, { database: 'local', name: 'totals' }, null],
  },
  refresh: {
    canonical: canonicalRefresh,
    diff: refreshChange,
    describe: (before, after) => `refresh ${show(before)} -> ${show(after)}`,
    samples: [
      null,
      'EVERY 1 HOUR',
      'AFTER 1 HOUR 30 MINUTE',
      'EVERY 1 WEEK OFFSET 2 DAY RANDOMIZE FOR 45 SECOND DEPENDS ON local.a, local.b SETTINGS refresh_retries = 4 APPEND',
    ],
  },
  inner: {
    canonical: canonicalInner,
    diff: innerChange,
    describe: describeInner,
    samples: INNER_SAMPLES,
  },
};

/** Names of the facets in which two canonical views differ, with each verdict. */
export function viewChanges(
  before: View,
  after: View,
): readonly { readonly facet: keyof ViewClauses; readonly verdict: Verdict }[] {
  const judge = <K extends keyof ViewClauses>(facet: K) => ({
    facet,
    verdict: viewFacets[facet].diff(before[facet], after[facet]),
  });
  return (Object.keys(viewFacets) as (keyof ViewClauses)[])
    .map((facet) => judge(facet))
    .filter(({ verdict }) => verdict.is !== 'same');
}

/** The same for materialized views. */
export function materializedViewChanges(
  before: MaterializedView,
  after: MaterializedView,
): readonly { readonly facet: keyof MaterializedViewClauses; readonly verdict: Verdict }[] {
  const judge = <K extends keyof MaterializedViewClauses>(facet: K) => {
    const known: ViewFacet<MaterializedViewClauses[K]> = materializedViewFacets[facet];
    return { facet, verdict: known.diff(before[facet], after[facet]) };
  };
  const names = Object.keys(materializedViewFacets) as (keyof MaterializedViewClauses)[];
  return names.map((facet) => judge(facet)).filter(({ verdict }) => verdict.is !== 'same');
}

export function canonicalView(view: View): View {
  const { canonical: selectOf } = viewFacets.select;
  return {
    ...view,
    select: selectOf(view.select),
    columns: viewFacets.columns.canonical(view.columns),
    security: viewFacets.security.canonical(view.security),
    comment: viewFacets.comment.canonical(view.comment),
  };
}

export function canonicalMaterializedView(view: MaterializedView): MaterializedView {
  const facets = materializedViewFacets;
  return {
    ...view,
    select: facets.select.canonical(view.select),
    columns: facets.columns.canonical(view.columns),
    security: facets.security.canonical(view.security),
    comment: facets.comment.canonical(view.comment),
    target: facets.target.canonical(view.target),
    refresh: facets.refresh.canonical(view.refresh),
    inner: facets.inner.canonical(view.inner),
  };
}
