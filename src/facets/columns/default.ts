import { canonicalExpression, withSingleSpaces } from '../../model/canonical-text.ts';
import type { Hazard } from '../../model/operation.ts';
import type { ColumnDefault } from '../../model/table.ts';
import type { ColumnFacet } from '../facet.ts';
import { METADATA, sameOrAlter } from '../facet.ts';
import { textTag } from './tag.ts';

const KINDS = ['DEFAULT', 'MATERIALIZED', 'ALIAS', 'EPHEMERAL'] as const;

function show(value: ColumnDefault | null): string {
  return value === null
    ? 'no default'
    : withSingleSpaces([value.kind, value.expression ?? ''].join(' ').trim());
}

function isStored(value: ColumnDefault | null): boolean {
  return value === null || value.kind === 'DEFAULT' || value.kind === 'MATERIALIZED';
}

/** True where an INSERT may give the value. */
function isGiven(value: ColumnDefault | null): boolean {
  return value === null || value.kind === 'DEFAULT' || value.kind === 'EPHEMERAL';
}

/** After ALTER the server writes out what EPHEMERAL without an expression means; after CREATE it does not. */
const IMPLIED = /^defaultValueOfTypeName\('(?:[^'\\]|\\.)*'\)$/;

function canonicalDefault(value: ColumnDefault): ColumnDefault {
  const expression = value.expression && canonicalExpression(value.expression);
  const isImplied = value.kind === 'EPHEMERAL' && expression !== null && IMPLIED.test(expression);
  return { kind: value.kind, expression: isImplied ? null : expression };
}

/** DEFAULT, MATERIALIZED, ALIAS or EPHEMERAL: https://clickhouse.com/docs/sql-reference/statements/create/table#default_values */
export const defaultValue: ColumnFacet<ColumnDefault | null> = {
  keywords: KINDS,
  extract(declared) {
    for (const kind of KINDS) {
      const expression = textTag(declared, kind.toLowerCase());
      if (expression !== null) return { kind, expression: expression === '' ? null : expression };
    }
    return null;
  },
  introspect(clauses) {
    for (const kind of KINDS) {
      const expression = clauses.get(kind);
      if (expression !== undefined) return { kind, expression: expression === '' ? null : expression };
    }
    return null;
  },
  canonical: (value) => value && canonicalDefault(value),
  diff: sameOrAlter,
  clause: (value) => value && [value.kind, value.expression].filter((part) => part !== null).join(' '),
  whenOmitted: { keptUntil: (before) => `REMOVE ${before?.kind ?? 'DEFAULT'}` },
  apart: null,
  effect(before, after) {
    const hazards: readonly Hazard[] = [
      // A stored column that becomes ALIAS or EPHEMERAL keeps its files, but nobody can read the stored values any more.
      ...(isStored(before) && !isStored(after) ? (['CHANGES_VALUES'] as const) : []),
      // Every INSERT that names the column fails (44).
      ...(isGiven(before) && !isGiven(after) ? (['BLOCKS_WRITES'] as const) : []),
    ];
    return hazards.length === 0 ? METADATA : { cost: 'metadata', hazards };
  },
  describe: (before, after) => `${show(before)} -> ${show(after)}`,
  samples: [
    null,
    { kind: 'DEFAULT', expression: '7' },
    { kind: 'MATERIALIZED', expression: '7' },
    { kind: 'ALIAS', expression: '8' },
    { kind: 'EPHEMERAL', expression: null },
  ],
};
