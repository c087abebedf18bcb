import type { Address } from '../../model/address.ts';
import type { Dictionary } from '../../model/dictionary.ts';
import type { InfraMap } from '../../model/infra-map.ts';
import type { SqlFunction } from '../../model/sql-function.ts';
import type { Table } from '../../model/table.ts';
import type { MaterializedView, View } from '../../model/view.ts';
import { camelCase, type Names, pascalCase, singularWords, wordsOf } from './names.ts';
import type { ObjectNames } from './object-source.ts';
import type { Known } from './view-source.ts';

/** A live object by its kind. */
export type LiveObject =
  | { readonly kind: 'table'; readonly object: Table }
  | { readonly kind: 'view'; readonly object: View }
  | { readonly kind: 'materialized-view'; readonly object: MaterializedView }
  | { readonly kind: 'dictionary'; readonly object: Dictionary }
  | { readonly kind: 'function'; readonly object: SqlFunction };

/** A live object that may be written, and what it will be called. */
export type Candidate = LiveObject & { readonly names: ObjectNames; readonly database: string };

function objectsOf(map: InfraMap): readonly LiveObject[] {
  return [
    ...map.functions.map((object) => ({ kind: 'function' as const, object })),
    ...map.tables.map((object) => ({ kind: 'table' as const, object })),
    ...map.dictionaries.map((object) => ({ kind: 'dictionary' as const, object })),
    ...map.views.map((object) => ({ kind: 'view' as const, object })),
    ...map.materializedViews.map((object) => ({ kind: 'materialized-view' as const, object })),
  ];
}

/** A function belongs to no database: it is written where the project's own objects are. */
function databaseOf({ object }: LiveObject, map: InfraMap): string {
  return 'database' in object ? object.database : map.defaultDatabase;
}

/** The objects of a map that are wanted, named: those of the project's own database choose first. */
export function candidatesOf(
  map: InfraMap,
  names: Names,
  isWanted: (address: Address, object: LiveObject['object']) => boolean,
): readonly Candidate[] {
  const wanted = objectsOf(map).filter(({ object }) => isWanted(object.address, object));
  const isOther = (one: LiveObject): number => Number(databaseOf(one, map) !== map.defaultDatabase);
  const ordered = [...wanted].sort((one, other) => isOther(one) - isOther(other));
  return ordered.map((one) => ({ ...one, names: namesOf(one, map, names), database: databaseOf(one, map) }));
}

const SUFFIX = {
  table: 'Table',
  view: 'View',
  'materialized-view': 'View',
  dictionary: 'Dictionary',
  function: 'Function',
} as const;

function namesOf(one: LiveObject, map: InfraMap, names: Names): ObjectNames {
  const database = databaseOf(one, map);
  const prefix = database === map.defaultDatabase ? [] : wordsOf(database);
  const words = [...prefix, ...wordsOf(one.object.name)];
  // A name cannot begin with a digit, nor be made of signs alone.
  const usable = /^\p{L}/u.test(words[0] ?? '') ? words : [SUFFIX[one.kind].toLowerCase(), ...words];
  const constant = names.take(camelCase(usable), `${camelCase(usable)}${SUFFIX[one.kind]}`);
  if (!hasRows(one)) return { constant, row: '' };
  const row = pascalCase(singularWords(usable));
  return { constant, row: names.take(row, `${row}Row`) };
}

/** Whether its code declares a row type. */
function hasRows(one: LiveObject): boolean {
  return (
    one.kind === 'table' ||
    one.kind === 'dictionary' ||
    (one.kind === 'materialized-view' && one.object.target === null)
  );
}

/** What others may say of a candidate. */
export function knownAs({ object, kind, names, database }: Candidate): Known {
  return { address: object.address, database, name: object.name, kind, ...names };
}
