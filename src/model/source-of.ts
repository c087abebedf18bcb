import type { SourcePosition } from '../errors.ts';
import type { Address } from './address.ts';
import type { InfraMap } from './infra-map.ts';

/** Where the object of an address, or the one that an address of a part belongs to, is declared; null where no code is known. */
export function sourceOf(map: InfraMap, address: Address): SourcePosition | null {
  const objects: readonly { readonly address: Address; readonly source: SourcePosition | null }[] = [
    ...map.tables,
    ...map.views,
    ...map.materializedViews,
    ...map.dictionaries,
    ...map.functions,
    ...map.topics,
    ...map.sqlResources,
  ];
  const owner = objects.find(
    (object) => address === object.address || address.startsWith(`${object.address}/`),
  );
  return owner?.source ?? null;
}

/** A state that was read from a file, with the places that the same objects have in the code. */
export function withSources(map: InfraMap, code: InfraMap): InfraMap {
  const placed = <T extends { readonly address: Address }>(objects: readonly T[]): readonly T[] =>
    objects.map((object) => ({ ...object, source: sourceOf(code, object.address) }));
  return {
    ...map,
    tables: placed(map.tables),
    views: placed(map.views),
    materializedViews: placed(map.materializedViews),
    dictionaries: placed(map.dictionaries),
    functions: placed(map.functions),
    topics: placed(map.topics),
    sqlResources: placed(map.sqlResources),
  };
}
