import * as z from 'zod';
import { addressOf } from '../model/address.ts';
import { keyExpressions } from '../model/canonical-text.ts';
import type { Table, TableClauses } from '../model/table.ts';
import { columnFromFile, columnShape, columnToFile } from './column.ts';
import { engineFromFile, engineShape, engineToFile } from './engine.ts';
import { keyFromFile, keyOfNames, keyShape, keyToFile } from './key.ts';
import { databaseFromFile, databaseToFile, type Path, type Printing, type Reading } from './reading.ts';
import {
  constraintFromFile,
  constraintShape,
  constraintToFile,
  indexFromFile,
  indexShape,
  indexToFile,
  projectionFromFile,
  projectionShape,
  projectionToFile,
} from './table-part.ts';
import {
  ignored,
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
  settingsFromFile,
  settingsShape,
  sourceFromFile,
} from './texts.ts';

/** What a table is made of, in the peer's words. */
const clauseKeys = {
  columns: z.array(columnShape),
  engine: engineShape,
  order_by: keyShape,
  partition_by: optionalText,
  sample_by: optionalText,
  primary_key_expression: z.string().nullable().optional(),
  table_settings: settingsShape.nullable().default({}),
  table_ttl_setting: optionalText,
  comment: optionalText,
  indexes: z.array(indexShape).default([]),
  projections: z.array(projectionShape).default([]),
  constraints: z.array(constraintShape).default([]),
} as const;

/** A table that has no name of its own: the inner one of a materialized view. */
export const tableClausesShape = z
  .strictObject(clauseKeys)
  .meta({ id: 'InnerTable', description: 'The table that ClickHouse keeps for a materialized view.' });

type ClausesFile = z.infer<typeof tableClausesShape>;

/** A table in the peer's words. */
export const tableShape = z
  .strictObject({
    name,
    database: optionalName,
    cluster_name: optionalName,
    ...clauseKeys,
    life_cycle: lifeCycle,
    version: optionalText,
    metadata: metadataShape.nullable().default(null),
    not_understood: notUnderstoodShape.nullable().default(null),
    source_primitive: ignored,
    engine_params_hash: ignored,
    table_settings_hash: ignored,
    seed_filter: ignored,
  })
  .meta({ id: 'Table', description: 'A whole table.' });

type TableFile = z.infer<typeof tableShape>;

export function tableClausesToFile(table: TableClauses): object {
  const keys = new Set(keyExpressions(table.primaryKey ?? table.orderBy));
  return {
    columns: table.columns.map((column) => columnToFile(column, keys)),
    engine: engineToFile(table.engine),
    order_by: keyToFile(table.orderBy),
    // Always there, so that a file of the peer, where only the flags of the columns tell the key, is known from ours.
    primary_key_expression: table.primaryKey,
    table_settings: table.settings,
    indexes: table.indexes.map(indexToFile),
    projections: table.projections.map(projectionToFile),
    constraints: table.constraints.map(constraintToFile),
    ...present({
      partition_by: table.partitionBy,
      sample_by: table.sampleBy,
      table_ttl_setting: table.ttl,
      comment: table.comment,
    }),
  };
}

export function tableToFile(table: Table, printing: Printing): object {
  return {
    name: table.name,
    database: databaseToFile(table.database, printing),
    ...tableClausesToFile(table),
    life_cycle: table.lifeCycle,
    version: table.version,
    ...metadataToFile(table.source),
    ...notUnderstoodToFile(table.notUnderstood),
    ...present({ cluster_name: table.cluster }),
  };
}

export function tableClausesFromFile(file: ClausesFile, reading: Reading, path: Path): TableClauses {
  return {
    columns: file.columns.map((column, index) =>
      columnFromFile(column, reading, [...path, 'columns', index]),
    ),
    indexes: file.indexes.map(indexFromFile),
    projections: file.projections.map(projectionFromFile),
    constraints: file.constraints.map(constraintFromFile),
    engine: engineFromFile(file.engine, reading, [...path, 'engine']),
    partitionBy: file.partition_by,
    ...keysFromFile(file),
    sampleBy: file.sample_by,
    ttl: file.table_ttl_setting,
    settings: settingsFromFile(file.table_settings ?? {}),
    comment: file.comment,
  };
}

export function tableFromFile(file: TableFile, reading: Reading, path: Path): Table {
  const database = databaseFromFile(file.database, reading, path);
  return {
    ...tableClausesFromFile(file, reading, path),
    address: addressOf(database, file.name),
    database,
    name: file.name,
    version: file.version,
    lifeCycle: file.life_cycle,
    cluster: file.cluster_name,
    source: sourceFromFile(file.metadata),
    notUnderstood: notUnderstoodFromFile(file.not_understood),
  };
}

/** Without an expression of its own the peer's primary key is the flagged columns, and so is an order that is left empty. */
function keysFromFile(file: ClausesFile): Pick<TableClauses, 'primaryKey' | 'orderBy'> {
  const columns = new Set(file.columns.map((column) => column.name));
  const orderBy = keyFromFile(file.order_by, columns);
  if (file.primary_key_expression !== undefined) return { primaryKey: file.primary_key_expression, orderBy };
  const flagged = file.columns.filter((column) => column.primary_key).map((column) => column.name);
  const primaryKey = keyFromFile(flagged, columns);
  return {
    primaryKey,
    orderBy: orderBy ?? primaryKey ?? (file.order_by === null ? null : keyOfNames(['tuple()'])),
  };
}
