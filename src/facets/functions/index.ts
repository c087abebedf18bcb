import { canonicalExpression } from '../../model/canonical-text.ts';
import type { FunctionClauses, SqlFunction } from '../../model/sql-function.ts';
import { sameOrAlter, type Verdict } from '../facet.ts';

/** All that the tool knows about one part of an SQL function. A difference is made by replacing the whole function. */
export interface FunctionFacet<V> {
  canonical(value: V): V;
  diff(before: V, after: V): Verdict;
  describe(before: V, after: V): string;
  readonly samples: readonly V[];
}

type FunctionFacetName = keyof FunctionClauses;
type FunctionFacets = { readonly [K in FunctionFacetName]: FunctionFacet<FunctionClauses[K]> };

/** Every part of a function: https://clickhouse.com/docs/sql-reference/statements/create/function */
export const functionFacets: FunctionFacets = {
  parameters: {
    canonical: (value) => value,
    diff: sameOrAlter,
    describe: (before, after) => `parameters (${before.join(', ')}) -> (${after.join(', ')})`,
    samples: [[], ['net'], ['net', 'tax rate']],
  },
  expression: {
    canonical: canonicalExpression,
    diff: sameOrAlter,
    describe: (before, after) => `expression ${before} -> ${after}`.replace(/\s+/g, ' '),
    samples: ['net * 2', "concat(net, '%')"],
  },
};

export const functionFacetNames = Object.keys(functionFacets) as readonly FunctionFacetName[];

export function canonicalFunction(of: SqlFunction): SqlFunction {
  return {
    ...of,
    parameters: functionFacets.parameters.canonical(of.parameters),
    expression: functionFacets.expression.canonical(of.expression),
  };
}

/** Names of the facets in which two canonical functions differ, with each verdict. */
export function functionChanges(
  before: SqlFunction,
  after: SqlFunction,
): readonly { readonly facet: FunctionFacetName; readonly verdict: Verdict }[] {
  const judge = <K extends FunctionFacetName>(facet: K) => {
    const known: FunctionFacet<FunctionClauses[K]> = functionFacets[facet];
    return { facet, verdict: known.diff(before[facet], after[facet]) };
  };
  return functionFacetNames.map((facet) => judge(facet)).filter(({ verdict }) => verdict.is !== 'same');
}

/** One line for one facet of two functions. */
export function describeFunctionFacet<K extends FunctionFacetName>(
  facet: K,
  before: SqlFunction,
  after: SqlFunction,
): string {
  const known: FunctionFacet<FunctionClauses[K]> = functionFacets[facet];
  return known.describe(before[facet], after[facet]);
}
