import { keyExpressions } from '../../model/canonical-text.ts';
import { isSameValue } from '../../model/hash.ts';
import type { Engine, TableClauses } from '../../model/table.ts';
import { type EngineFacet, engineFacet } from './engine.ts';
import { externalEngines } from './external.ts';
import { mergeTreeFamily } from './merge-tree.ts';
import { plainEngines } from './plain.ts';

export type { AlterAbility, EngineClause, EngineFacet, EngineParameter } from './engine.ts';
export { engineOptions, takesOption, type UnusedOption, unusedOptions } from './unused.ts';

/** Every engine the tool knows, by name. */
export const engineFacets: ReadonlyMap<string, EngineFacet> = new Map(
  [...mergeTreeFamily, ...plainEngines, ...externalEngines].map((facet) => [facet.name, facet]),
);

/** The facet of an engine; for an engine we do not know, the careful one: no ALTER, a stand-in in the rehearsal engine. */
export function engineOf(name: string): EngineFacet {
  return engineFacets.get(name) ?? engineFacet(name, []);
}

export function isMergeTree(name: string): boolean {
  return name.endsWith('MergeTree');
}

/** Engines whose merges make one row of all rows with one sorting key. */
export function mergesRows(name: string): boolean {
  return /^(Replacing|Summing|Aggregating|Collapsing|VersionedCollapsing|Coalescing)/.test(
    plainEngineName(name),
  );
}

/** `ReplicatedReplacingMergeTree` and `SharedReplacingMergeTree` are `ReplacingMergeTree` with coordination. */
export function plainEngineName(name: string): string {
  return name.replace(/^(Replicated|Shared)(?=\w*MergeTree$)/, '');
}

/** Whether a coordinated engine names its path and replica. A rollup's name is a text too, but it stands alone. */
export function hasPath(args: readonly string[]): boolean {
  return args.length > 1 && args[0]?.startsWith("'") === true;
}

/** The engine without path and replica, as an engine that needs no coordination. */
export function withoutCoordination(engine: Engine): Engine {
  const name = plainEngineName(engine.name);
  if (name === engine.name) return engine;
  return { name, args: engine.args.slice(hasPath(engine.args) ? 2 : 0) };
}

/** What decides which rows merges make one of: rows are merged within a partition, by their sorting key. */
type Merging = Pick<TableClauses, 'engine' | 'partitionBy' | 'orderBy'>;

/** Whether merges of the second table may make one of rows that those of the first keep apart. */
export function mergesMore(before: Merging, after: Merging): boolean {
  if (!isMergeTree(after.engine.name) || plainEngineName(after.engine.name) === 'MergeTree') return false;
  const [old, next] = [before, after].map(({ engine, partitionBy, orderBy }) => ({
    engine: withoutCoordination(engine),
    partitionBy: keyExpressions(partitionBy),
    orderBy: keyExpressions(orderBy),
  }));
  return !isSameValue(old, next);
}
