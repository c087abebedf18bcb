import { engineOf } from '../facets/engines/index.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard } from '../model/operation.ts';
import { type SqlEffect, sqlEffects } from './sql-effects.ts';
import { madeBySql } from './sql-words.ts';

/** Whether the object of an effect holds rows: by the state, or else by what the statement takes it for. */
function holdsRows({ address, kind, verb }: SqlEffect, map: InfraMap, made: ReadonlySet<string>): boolean {
  const table = map.tables.find((each) => each.address === address);
  if (table !== undefined) return engineOf(table.engine.name).holdsData;
  const view = map.materializedViews.find((each) => each.address === address);
  if (view !== undefined) return view.target === null && verb === 'DROP';
  if ([...map.views, ...map.dictionaries].some((each) => each.address === address)) return false;
  return !made.has(address) && kind !== 'VIEW' && kind !== 'DICTIONARY';
}

/**
 * What SQL written by hand does to rows, as far as its first words tell. What it does by way of functions is not seen, nor
 * what it inserts.
 *
 * @param map the state that it meets; what is in none is taken for a table with rows
 * @param earlier statements that run before it: what they make holds nothing that anybody would miss
 */
export function sqlHazards(
  sql: readonly string[],
  map: InfraMap,
  earlier: readonly string[],
): readonly Hazard[] {
  const database = map.defaultDatabase;
  const made = new Set(earlier.flatMap((statement) => madeBySql(statement, database)));
  const hazards = sql.flatMap((statement) => {
    const found = sqlEffects(statement, database).filter((effect) => holdsRows(effect, map, made));
    for (const address of madeBySql(statement, database)) made.add(address);
    return found.flatMap(({ harms }) => harms);
  });
  return [...new Set(hazards)].sort();
}
