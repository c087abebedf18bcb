import { createMaterializedView, createTable, createView } from './create.ts';
import { createDictionary, createFunction } from './create-dictionary.ts';
import type { Understood } from './read-object.ts';

/** The whole CREATE of an object, its comment included, whatever its family. */
export function createText(reading: Understood): string {
  switch (reading.family) {
    case 'table':
      return createTable(reading.object);
    case 'view':
      return createView(reading.object, { orReplace: false, comment: true });
    case 'materialized-view':
      return createMaterializedView(reading.object, { comment: true });
    case 'dictionary':
      return createDictionary(reading.object);
    case 'function':
      return createFunction(reading.object);
    default:
      return reading satisfies never;
  }
}
