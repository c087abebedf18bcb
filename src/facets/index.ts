import type { InfraMap } from '../model/infra-map.ts';
import { canonicalDictionary } from './dictionaries/index.ts';
import { canonicalFunction } from './functions/index.ts';
import { canonicalTable } from './tables/index.ts';
import { canonicalMaterializedView, canonicalView } from './views/index.ts';

/** The map with every object in canonical form: equal meaning has equal value. */
export function canonicalMap(map: InfraMap): InfraMap {
  return {
    ...map,
    tables: map.tables.map(canonicalTable),
    views: map.views.map(canonicalView),
    materializedViews: map.materializedViews.map(canonicalMaterializedView),
    dictionaries: map.dictionaries.map(canonicalDictionary),
    functions: map.functions.map(canonicalFunction),
  };
}
