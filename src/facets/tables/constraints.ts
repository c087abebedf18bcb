import { canonicalExpression } from '../../model/canonical-text.ts';
import type { Constraint } from '../../model/table.ts';
import { quoteName } from '../../model/tokens.ts';
import type { Effect, TableFacet } from '../facet.ts';
import { METADATA } from '../facet.ts';
import { configText } from './config.ts';
import { keyedFacet } from './keyed.ts';

/** A constraint's words after ADD and in CREATE TABLE. */
export function constraintElement(constraint: Constraint): string {
  return `CONSTRAINT ${quoteName(constraint.name)} ${constraint.kind} ${constraint.expression}`;
}

/** The rows already there are not checked; later inserts that break a CHECK fail (469). ASSUME stops nobody. */
export function addConstraintEffect({ kind }: Constraint): Effect {
  return kind === 'CHECK' ? { cost: 'metadata', hazards: ['BLOCKS_WRITES'] } : METADATA;
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
    return {
      name,
      kind: assumed === undefined ? 'CHECK' : 'ASSUME',
      expression: assumed ?? clauses.get('CHECK') ?? '',
    };
  },
  canonical: (constraint) => ({ ...constraint, expression: canonicalExpression(constraint.expression) }),
  element: constraintElement,
  add: (constraint) => ({ kind: 'AddTableConstraint', constraint }),
  drop: (constraint) => ({ kind: 'DropTableConstraint', constraint }),
  addEffect: addConstraintEffect,
  dropEffect: METADATA,
  isInTheWay: () => false,
  samples: [
    [],
    [{ name: 'positive', kind: 'CHECK', expression: 'n > 0' }],
    [{ name: 'positive', kind: 'CHECK', expression: 'n > 3' }],
    [{ name: 'positive', kind: 'ASSUME', expression: 'n > 3' }],
  ],
});
