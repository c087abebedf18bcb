import type { ReadObject } from '../ddl/read-object.ts';
import { restoreDictionary } from './shadow-dictionary.ts';
import { restore, shadowForm } from './shadow-form.ts';
import { restoreMaterializedView, restoreView } from './shadow-view.ts';

/** The shadow's reading of an object, with what had to be left out there taken from the object as it was meant. */
export function completed(read: ReadObject, wanted: ReadObject): ReadObject {
  switch (wanted.family) {
    case 'table':
      return read.family === 'table'
        ? { family: 'table', object: restore(read.object, shadowForm(wanted.object, null)) }
        : read;
    case 'view':
      return read.family === 'view'
        ? { family: 'view', object: restoreView(read.object, wanted.object) }
        : read;
    case 'materialized-view':
      return read.family === 'materialized-view'
        ? { family: 'materialized-view', object: restoreMaterializedView(read.object, wanted.object) }
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
