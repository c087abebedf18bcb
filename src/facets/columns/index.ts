import type { Column } from '../../model/table.ts';
import type { ColumnFacet } from '../facet.ts';
import { codec } from './codec.ts';
import { comment } from './comment.ts';
import { defaultValue } from './default.ts';
import { settings } from './settings.ts';
import { statistics } from './statistics.ts';
import { ttl } from './ttl.ts';
import { type } from './type.ts';

export type ColumnFacetName = Exclude<keyof Column, 'name'>;
export type ColumnFacets = { readonly [K in ColumnFacetName]: ColumnFacet<Column[K]> };

/** Every column attribute. The order is the order of the clauses: before 26.8 COMMENT must stand before CODEC. */
export const columnFacets: ColumnFacets = {
  type,
  default: defaultValue,
  comment,
  codec,
  statistics,
  ttl,
  settings,
};

export const columnFacetNames = Object.keys(columnFacets) as readonly ColumnFacetName[];

/** Calls `visit` for each column facet, in clause order, with the facet's own value type. */
export function eachColumnFacet<R>(
  visit: <K extends ColumnFacetName>(name: K, facet: ColumnFacet<Column[K]>) => R,
): readonly R[] {
  const visitOne = <K extends ColumnFacetName>(name: K): R => visit(name, columnFacets[name]);
  return columnFacetNames.map((name) => visitOne(name));
}

/** Makes a column by asking each facet for its value. */
export function makeColumn(
  name: string,
  value: <K extends ColumnFacetName>(name: K, facet: ColumnFacet<Column[K]>) => Column[K],
): Column {
  const entries = eachColumnFacet((facetName, facet) => [facetName, value(facetName, facet)] as const);
  return { name, ...Object.fromEntries(entries) } as Column;
}
