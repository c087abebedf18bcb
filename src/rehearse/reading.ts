import { type ReadObject, readObject, type ServerObject, type Understood } from '../ddl/read-object.ts';
import type { InfraMap } from '../model/infra-map.ts';

const KEPT = 5000;
const readings = new Map<string, ReadObject>();

/** {@link readObject}, once for each text: the target and the shadows of one command mostly print the same ones. */
export function readingOf({ database, name, engine, text }: ServerObject): ReadObject {
  const key = [engine, database, name, text].join('\n');
  const known = readings.get(key);
  if (known !== undefined) return known;
  if (readings.size >= KEPT) readings.clear();
  const reading = readObject({ database, name, engine, text });
  readings.set(key, reading);
  return reading;
}

/** Every object of a map as if it had been read. */
export function readingsOf(map: InfraMap): readonly Understood[] {
  return [
    ...map.tables.map((object) => ({ family: 'table', object }) as const),
    ...map.views.map((object) => ({ family: 'view', object }) as const),
    ...map.materializedViews.map((object) => ({ family: 'materialized-view', object }) as const),
    ...map.dictionaries.map((object) => ({ family: 'dictionary', object }) as const),
    ...map.functions.map((object) => ({ family: 'function', object }) as const),
  ];
}
