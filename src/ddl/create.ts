import { eachTableFacet } from '../facets/tables/index.ts';
import type { Table, TableClauses } from '../model/table.ts';
import { quoteName, quoteQualified, quoteString } from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';

/** `ON CLUSTER x `, with a space behind it, or nothing. */
export function onCluster(cluster: string | null): string {
  return cluster === null ? '' : ` ON CLUSTER ${quoteName(cluster)}`;
}

/** The whole definition of a table after its name: one loop over the facets. */
export function tableDefinition(table: TableClauses): string {
  const elements = eachTableFacet((name, facet) => facet.elements(table[name])).flat();
  const clauses = eachTableFacet((name, facet) => facet.clause(table[name], table)).filter(
    (clause) => clause !== null,
  );
  return [elements.length === 0 ? null : `(${elements.join(', ')})`, ...clauses]
    .filter((part) => part !== null)
    .join(' ');
}

export function createTable(table: Table): string {
  return `CREATE TABLE ${quoteQualified(table.database, table.name)}${onCluster(table.cluster)} ${tableDefinition(table)}`;
}

/** CREATE TABLE for people: an element a line. */
export function createTableLines(table: Table): string {
  const elements = eachTableFacet((name, facet) => facet.elements(table[name])).flat();
  const clauses = eachTableFacet((name, facet) => facet.clause(table[name], table)).filter(
    (clause) => clause !== null,
  );
  return [
    `CREATE TABLE ${quoteQualified(table.database, table.name)}${onCluster(table.cluster)}`,
    '(',
    elements.map((line) => `  ${line}`).join(',\n'),
    ')',
    ...clauses,
  ].join('\n');
}

function words(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}

/**
 * CREATE VIEW. The comment is left to `ALTER TABLE … MODIFY COMMENT` where it is sent: servers differ in where they take it.
 */
export function createView(
  view: View,
  parts: { readonly orReplace: boolean; readonly comment: boolean } = { orReplace: false, comment: false },
): string {
  return words(
    `CREATE ${parts.orReplace ? 'OR REPLACE ' : ''}VIEW ${quoteQualified(view.database, view.name)}${onCluster(view.cluster)}`,
    view.columns && `(${view.columns})`,
    view.security,
    parts.comment && view.comment !== null ? `COMMENT ${quoteString(view.comment)}` : null,
    `AS ${view.select}`,
  );
}

export function createMaterializedView(
  view: MaterializedView,
  parts: { readonly comment: boolean } = { comment: false },
): string {
  return words(
    `CREATE MATERIALIZED VIEW ${quoteQualified(view.database, view.name)}${onCluster(view.cluster)}`,
    view.refresh && `REFRESH ${view.refresh}`,
    view.target && `TO ${quoteQualified(view.target.database, view.target.name)}`,
    view.columns && `(${view.columns})`,
    view.inner && tableDefinition(view.inner),
    view.startsEmpty ? 'EMPTY' : null,
    view.security,
    parts.comment && view.comment !== null ? `COMMENT ${quoteString(view.comment)}` : null,
    `AS ${view.select}`,
  );
}

/** The same definition as ATTACH takes it: loads in any order, whatever it refers to, and however strict CREATE has become. */
export function attachTable(table: Table, uuid: string): string {
  return `ATTACH TABLE ${quoteQualified(table.database, table.name)} UUID '${uuid}' ${tableDefinition(table)}`;
}

/** Null for a view whose column list is not known: only CREATE takes those (36). */
export function attachView(view: View, uuid: string): string | null {
  if (view.columns === null) return null;
  return words(
    `ATTACH VIEW ${quoteQualified(view.database, view.name)} UUID '${uuid}'`,
    `(${view.columns})`,
    view.comment === null ? null : `COMMENT ${quoteString(view.comment)}`,
    `AS ${view.select}`,
  );
}

/** Null as for views. Definers are left out: the engine that it is loaded into knows no users. */
export function attachMaterializedView(view: MaterializedView, uuid: string): string | null {
  if (view.columns === null && (view.inner === null || view.inner.columns.length === 0)) return null;
  return words(
    `ATTACH MATERIALIZED VIEW ${quoteQualified(view.database, view.name)} UUID '${uuid}'`,
    view.refresh && `REFRESH ${view.refresh}`,
    view.target && `TO ${quoteQualified(view.target.database, view.target.name)}`,
    view.columns && `(${view.columns})`,
    view.inner && tableDefinition(view.inner),
    view.comment === null ? null : `COMMENT ${quoteString(view.comment)}`,
    `AS ${view.select}`,
  );
}
