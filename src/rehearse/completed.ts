import type { ReadObject } from '../ddl/read-object.ts';
import { restoreDictionary } from './shadow-dictionary.ts';
import { type Known, restore } from './shadow-form.ts';
import { restoreMaterializedView, restoreUnread, restoreView } from './shadow-view.ts';

/**
 * The shadow's reading of an object, with what had to be left out there taken from the object as it was meant.
 *
 * @param known what the shadow knows and has
 */
export function completed(read: ReadObject, wanted: ReadObject, known: Known): ReadObject {
  switch (wanted.family) {
    case 'table':
      return read.family === 'table'
        ? { family: 'table', object: restore(read.object, wanted.object, known) }
        : read;
    case 'view':
      return read.family === 'view'
        ? { family: 'view', object: restoreView(read.object, wanted.object) }
        : read;
    case 'materialized-view':
      return read.family === 'materialized-view'
        ? { family: 'materialized-view', object: restoreMaterializedView(read.object, wanted.object, known) }
        : read.family === 'view'
          ? { family: 'materialized-view', object: restoreUnread(read.object, wanted.object) }
          : read;
    case 'dictionary':
      return read.family === 'dictionary'
        ? { family: 'dictionary', object: restoreDictionary(read.object, wanted.object) }
        : read;
    case 'function':
    case 'other':
      return read;
    default:
      return wanted satisfies never;
  }
}
