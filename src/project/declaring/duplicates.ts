import type { Component } from '../../model/infra-map.ts';
import type { Declaration, DeclarationKind } from '../../sdk/registry.ts';
import { isSqlObject, placeOf } from '../../sdk/sql.ts';
import { placeText } from '../place-text.ts';
import { membersOf, type Reading } from './reading.ts';

/** Kinds that share one name space on the server: a view cannot have the name of a table. */
const RELATIONS: readonly DeclarationKind[] = ['table', 'view', 'materialized-view', 'dictionary'];
const NAMED: readonly DeclarationKind[] = [
  'sql-function',
  'sql-resource',
  'workflow',
  'web-app',
  'row-policy',
];
const VERSIONED: readonly DeclarationKind[] = ['stream', 'api', 'ingest-api'];

/** Reports everything that is declared twice, each with both places. */
export function checkDuplicates(reading: Reading): void {
  check(reading, RELATIONS, relationKey);
  for (const kind of NAMED) check(reading, [kind], ({ object }) => textOf(membersOf(object).name));
  for (const kind of VERSIONED) check(reading, [kind], versionedKey);
}

function check(
  reading: Reading,
  kinds: readonly DeclarationKind[],
  keyOf: (declaration: Declaration) => string | null,
): void {
  const seen = new Map<string, Declaration>();
  for (const declaration of reading.loaded.registry.declarations) {
    if (!kinds.includes(declaration.kind)) continue;
    const key = keyOf(declaration);
    if (key === null) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, declaration);
    else reportTwins(reading, first, declaration, key);
  }
}

function reportTwins(reading: Reading, first: Declaration, second: Declaration, key: string): void {
  const places = [first, second].map((declaration) => placeText(reading.positionOf(declaration)));
  const kinds =
    first.kind === second.kind ? wordsOf(first.kind) : `${wordsOf(first.kind)} and ${wordsOf(second.kind)}`;
  const hint = RELATIONS.includes(first.kind)
    ? 'Rename one, give one another `version` or `database`, or declare it once and import it.'
    : 'Rename one, or declare it once and import it.';
  reading.report(second, `${kinds} ${key} is declared twice: at ${places[0]} and at ${places[1]}`, hint);
}

function relationKey({ object }: Declaration): string | null {
  if (!isSqlObject(object)) return null;
  const { database, name } = placeOf(object);
  if (typeof name !== 'string' || name === '') return null;
  return database === undefined ? name : `${database}.${name}`;
}

function versionedKey({ object }: Declaration): string | null {
  const { name, config } = membersOf(object);
  const version = textOf(membersOf(config).version);
  return textOf(name) === null ? null : `${String(name)}${version === null ? '' : ` of version ${version}`}`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function wordsOf(kind: DeclarationKind | Component['kind']): string {
  return kind.replaceAll('-', ' ');
}
