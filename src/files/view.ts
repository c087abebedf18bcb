import * as z from 'zod';
import { addressOf } from '../model/address.ts';
import { identifierOf, isSymbol, tokenize } from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { databaseFromFile, databaseToFile, type Path, type Printing, type Reading } from './reading.ts';
import { tableClausesFromFile, tableClausesShape, tableClausesToFile } from './table.ts';
import {
  lifeCycle,
  metadataShape,
  metadataToFile,
  name,
  notUnderstoodFromFile,
  notUnderstoodShape,
  notUnderstoodToFile,
  optionalName,
  optionalText,
  present,
  sourceFromFile,
} from './texts.ts';

/** The keys of a view; operations that create one carry them beside their own. */
export const viewKeys = {
  name,
  database: optionalName,
  cluster_name: optionalName,
  select_sql: z.string(),
  columns: optionalText,
  security: optionalText,
  comment: optionalText,
  source_tables: z.array(name).default([]),
  life_cycle: lifeCycle,
  metadata: metadataShape.nullable().default(null),
  not_understood: notUnderstoodShape.nullable().default(null),
} as const;

export const materializedViewKeys = {
  ...viewKeys,
  target_table: optionalName,
  target_database: optionalName,
  refresh: optionalText,
  inner: tableClausesShape.nullable().default(null),
  starts_empty: z.boolean().default(false),
} as const;

export const viewShape = z.strictObject(viewKeys).meta({ id: 'View' });
export const materializedViewShape = z.strictObject(materializedViewKeys).meta({ id: 'MaterializedView' });

type ViewFile = z.infer<typeof viewShape>;
type MaterializedViewFile = z.infer<typeof materializedViewShape>;

export function viewToFile(view: View, printing: Printing): object {
  return {
    name: view.name,
    database: databaseToFile(view.database, printing),
    select_sql: view.select,
    source_tables: view.sources,
    life_cycle: view.lifeCycle,
    ...metadataToFile(view.source),
    ...notUnderstoodToFile(view.notUnderstood),
    ...present({
      cluster_name: view.cluster,
      columns: view.columns,
      security: view.security,
      comment: view.comment,
    }),
  };
}

export function viewFromFile(file: ViewFile, reading: Reading, path: Path): View {
  const database = databaseFromFile(file.database, reading, path);
  return {
    address: addressOf(database, file.name),
    database,
    name: file.name,
    select: file.select_sql,
    columns: file.columns,
    security: file.security,
    comment: file.comment,
    sources: file.source_tables.map((source) => sourceAddress(source, database)),
    lifeCycle: file.life_cycle,
    cluster: file.cluster_name,
    source: sourceFromFile(file.metadata),
    notUnderstood: notUnderstoodFromFile(file.not_understood),
  };
}

export function materializedViewToFile(view: MaterializedView, printing: Printing): object {
  const { target } = view;
  return {
    ...viewToFile(view, printing),
    target_table: target?.name ?? null,
    target_database: target === null ? null : databaseToFile(target.database, printing),
    ...present({ refresh: view.refresh, inner: view.inner === null ? null : tableClausesToFile(view.inner) }),
    ...(view.startsEmpty ? { starts_empty: true } : {}),
  };
}

export function materializedViewFromFile(
  file: MaterializedViewFile,
  reading: Reading,
  path: Path,
): MaterializedView {
  const { target_table: target, target_database: database } = file;
  return {
    ...viewFromFile(file, reading, path),
    target: target === null ? null : { database: databaseFromFile(database, reading, path), name: target },
    refresh: file.refresh,
    inner: file.inner === null ? null : tableClausesFromFile(file.inner, reading, [...path, 'inner']),
    startsEmpty: file.starts_empty,
  };
}

/** The peer names sources in backticks, with their database only where it is another one. */
function sourceAddress(text: string, database: string): string {
  if (!text.startsWith('`')) return text;
  const parts = tokenize(text)
    .filter((token) => !isSymbol(token, '.'))
    .map(identifierOf);
  const [first, second] = parts;
  if (parts.length > 2 || first === null || first === undefined || second === null) return text;
  return second === undefined ? addressOf(database, first) : addressOf(first, second);
}
