import type { ReadObject } from '../ddl/read-object.ts';
import { canonicalDictionary } from '../facets/dictionaries/index.ts';
import { canonicalFunction } from '../facets/functions/index.ts';
import { canonicalTable } from '../facets/tables/index.ts';
import { canonicalMaterializedView, canonicalView } from '../facets/views/index.ts';

/** A reading in canonical form. */
export function canonicalReading(reading: ReadObject): ReadObject {
  switch (reading.family) {
    case 'table':
      return { family: 'table', object: canonicalTable(reading.object) };
    case 'view':
      return { family: 'view', object: canonicalView(reading.object) };
    case 'materialized-view':
      return { family: 'materialized-view', object: canonicalMaterializedView(reading.object) };
    case 'dictionary':
      return { family: 'dictionary', object: canonicalDictionary(reading.object) };
    case 'function':
      return { family: 'function', object: canonicalFunction(reading.object) };
    default:
      return reading;
  }
}
