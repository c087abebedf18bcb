import { compareAddresses } from '../../model/address.ts';
import type { DeclaredTable } from '../../model/declared.ts';
import { isSameValue } from '../../model/hash.ts';
import type { Action } from '../../model/operation.ts';
import type { Table } from '../../model/table.ts';
import type { Effect, FacetStep, NamedParts, Sides, TableFacet, TableParts } from '../facet.ts';
import { ALTER, sameOrAlter } from '../facet.ts';

/** What a keyed facet says of its parts (indexes, projections, constraints); the rest follows. */
export interface KeyedParts<P extends { readonly name: string }> {
  /** Its word in addresses: `index`. */
  readonly word: string;
  readonly configKey: string;
  extract(declared: Readonly<Record<string, unknown>>): P;
  readonly list: (parts: TableParts) => readonly NamedParts[];
  introspect(parts: NamedParts): P;
  canonical(part: P): P;
  /** Its line in CREATE TABLE and after ADD. */
  element(part: P): string;
  add(part: P): Action;
  drop(name: string): Action;
  addEffect(part: P): Effect;
  readonly dropEffect: Effect;
  /** True for a part that stays, but must be out of the way while something else of the table changes. */
  isInTheWay(part: P, tables: TablePair): boolean;
  readonly samples: readonly (readonly P[])[];
}

/** Both sides of a table, canonical. */
export interface TablePair {
  readonly before: Table;
  readonly after: Table;
}

export function byName<P extends { readonly name: string }>(parts: readonly P[]): ReadonlyMap<string, P> {
  return new Map(parts.map((part) => [part.name, part]));
}

function sortByName<P extends { readonly name: string }>(parts: readonly P[]): readonly P[] {
  return [...parts].sort((a, b) => compareAddresses(a.name, b.name));
}

function extractParts<P extends { readonly name: string }>(
  keyed: KeyedParts<P>,
  declared: DeclaredTable,
): readonly P[] {
  const list = declared.config[keyed.configKey];
  if (!Array.isArray(list)) return [];
  return list
    .filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
    .map((entry) => keyed.extract(entry));
}

/** A part that differs is dropped and added again: ClickHouse has no ALTER for indexes, projections and constraints. */
function keyedSteps<P extends { readonly name: string }>(
  keyed: KeyedParts<P>,
  sides: Sides<readonly P[]>,
  tables: TablePair,
): readonly FacetStep[] {
  const before = byName(sides.before);
  const after = byName(sides.after);
  const isChanged = (name: string): boolean => !isSameValue(before.get(name), after.get(name));
  const again = new Set(
    sides.before.filter((part) => keyed.isInTheWay(part, tables)).map(({ name }) => name),
  );
  const drops = sides.before.filter(({ name }) => isChanged(name) || again.has(name));
  const adds = sides.declared.filter(({ name }) => isChanged(name) || again.has(name));
  return [
    ...drops.map(
      (part): FacetStep => ({
        step: 'do',
        part: [keyed.word, part.name],
        action: keyed.drop(part.name),
        effect: keyed.dropEffect,
      }),
    ),
    ...adds.map(
      (part): FacetStep => ({
        step: 'do',
        part: [keyed.word, part.name],
        action: keyed.add(part),
        effect: keyed.addEffect(part),
      }),
    ),
  ];
}

function describeKeyed<P extends { readonly name: string }>(
  keyed: KeyedParts<P>,
  before: readonly P[],
  after: readonly P[],
): string {
  const names = new Set([...before, ...after].map((part) => part.name));
  const old = byName(before);
  const next = byName(after);
  const words = [...names].sort(compareAddresses).map((name) => {
    const sign = !old.has(name)
      ? '+'
      : !next.has(name)
        ? '-'
        : isSameValue(old.get(name), next.get(name))
          ? ''
          : '~';
    return sign && `${sign} ${keyed.word} ${name}`;
  });
  return words.filter((word) => word !== '').join(', ') || `${keyed.word} unchanged`;
}

/** Makes a table facet of a list of named parts. */
export function keyedFacet<P extends { readonly name: string }>(
  keyed: KeyedParts<P>,
): TableFacet<readonly P[]> {
  return {
    keyword: null,
    extract: (declared) => extractParts(keyed, declared),
    introspect: (parts) => keyed.list(parts).map(keyed.introspect),
    canonical: (value) => sortByName(value.map(keyed.canonical)),
    diff: (before, after, tables) =>
      before.some((part) => keyed.isInTheWay(part, tables))
        ? ALTER
        : sameOrAlter(sortByName(before), sortByName(after)),
    operations: (sides, tables) => keyedSteps(keyed, sides, tables),
    elements: (value) => value.map(keyed.element),
    clause: () => null,
    describe: (before, after) => describeKeyed(keyed, before, after),
    samples: keyed.samples,
  };
}
