import { canonicalExpression } from '../../model/canonical-text.ts';
import type { Constraint } from '../../model/table.ts';
import { quoteName } from '../../model/tokens.ts';
import type { TableFacet } from '../facet.ts';
import { METADATA } from '../facet.ts';
import { configText } from './config.ts';
import { keyedFacet } from './keyed.ts';

/** A constraint's words after ADD and in CREATE TABLE. */
export function constraintElement(constraint: Constraint): string {
  return `CONSTRAINT ${quoteName(constraint.name)} ${constraint.kind} ${constraint.expression}`;
}

/** CHECK and ASSUME constraints: https://clickhouse.com/docs/sql-reference/statements/alter/constraint */
export const constraints: TableFacet<readonly Constraint[]> = keyedFacet<Constraint>({
  word: 'constraint',
  configKey: 'constraints',
  extract: (config) => ({
    name: configText(config, 'name') ?? '',
    kind: configText(config, 'type')?.toUpperCase() === 'ASSUME' ? 'ASSUME' : 'CHECK',
    expression: configText(config, 'expression') ?? '',
  }),
  list: (parts) => parts.constraints,
  introspect({ name, clauses }) {
    const assumed = clauses.get('ASSUME');
    return { name, kind: assumed === undefined ? 'CHECK' : 'ASSUME', expression: assumed ?? clauses.get('CHECK') ?? '' };
  },
  canonical: (constraint) => ({ ...constraint, expression: canonicalExpression(constraint.expression) }),
  element: constraintElement,
  add: (constraint) => ({ kind: 'AddTableConstraint', constraint }),
  drop: (constraint) => ({ kind: 'DropTableConstraint', constraint }),
  // The rows already there are not checked; later inserts that break it fail (469).
  addEffect: { cost: 'metadata', hazards: ['BLOCKS_WRITES'] },
  dropEffect: METADATA,
  samples: [
    [],
    [{ name: 'positive', kind: 'CHECK', expression: 'n > 0' }],
    [{ name: 'positive', kind: 'CHECK', expression: 'n > 3' }],
    [{ name: 'positive', kind: 'ASSUME', expression: 'n > 3' }],
  ],
});
