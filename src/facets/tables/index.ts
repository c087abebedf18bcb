import type { Table, TableClauses } from '../../model/table.ts';
import type { TableFacet } from '../facet.ts';
import { columns } from './columns.ts';
import { comment } from './comment.ts';
import { constraints } from './constraints.ts';
import { engine } from './engine.ts';
import { indexes } from './indexes.ts';
import { orderBy } from './order-by.ts';
import { partitionBy } from './partition-by.ts';
import { primaryKey } from './primary-key.ts';
import { projections } from './projections.ts';
import { sampleBy } from './sample-by.ts';
import { settings } from './settings.ts';
import { ttl } from './ttl.ts';

export type TableFacetName = keyof TableClauses;
export type TableFacets = { readonly [K in TableFacetName]: TableFacet<TableClauses[K]> };

/** Every clause of a table. The order is the order of CREATE TABLE. */
export const tableFacets: TableFacets = {
  columns,
  indexes,
  constraints,
  projections,
  engine,
  partitionBy,
  primaryKey,
  orderBy,
  sampleBy,
  ttl,
  settings,
  comment,
};

export const tableFacetNames = Object.keys(tableFacets) as readonly TableFacetName[];

/** Calls `visit` for each table facet, in clause order, with the facet's own value type. */
export function eachTableFacet<R>(
  visit: <K extends TableFacetName>(name: K, facet: TableFacet<TableClauses[K]>) => R,
): readonly R[] {
  const visitOne = <K extends TableFacetName>(name: K): R => visit(name, tableFacets[name]);
  return tableFacetNames.map((name) => visitOne(name));
}

/** Makes the clauses of a table by asking each facet for its value. */
export function makeClauses(
  value: <K extends TableFacetName>(name: K, facet: TableFacet<TableClauses[K]>) => TableClauses[K],
): TableClauses {
  return Object.fromEntries(
    eachTableFacet((name, facet) => [name, value(name, facet)]),
  ) as unknown as TableClauses;
}

/** The table in canonical form. Each facet sees the table as it was given. */
export function canonicalTable(table: Table): Table {
  return { ...table, ...makeClauses((name, facet) => facet.canonical(table[name], table)) };
}
